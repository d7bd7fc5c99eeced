class Solution:
    def minimumCost(self, source: str, target: str, original: List[str], changed: List[str], cost: List[int]) -> int:
        letters = string.ascii_lowercase
        best = {(a, b): 0 if a == b else float('inf') for a in letters for b in letters}
        for a, b, price in zip(original, changed, cost):
            best[a, b] = min(best[a, b], price)
        for via in letters:
            for a in letters:
                if best[a, via] < float('inf'):
                    for b in letters:
                        best[a, b] = min(best[a, b], best[a, via] + best[via, b])
        total = sum(best[pair] for pair in zip(source, target))
        return total if total < float('inf') else -1
