class Solution:
    def longestValidSubstring(self, word: str, forbidden: List[str]) -> int:
        banned, longest = set(forbidden), max(map(len, forbidden))
        best, start = 0, 0
        for end in range(1, len(word) + 1):
            for begin in range(end - 1, max(start, end - longest) - 1, -1):
                if word[begin:end] in banned:
                    start = begin + 1
                    break
            best = max(best, end - start)
        return best
