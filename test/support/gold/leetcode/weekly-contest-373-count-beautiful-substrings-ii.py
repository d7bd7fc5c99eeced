class Solution:
    def beautifulSubstrings(self, s: str, k: int) -> int:
        # The shortest half length whose square k divides.
        half = next(length for length in range(1, k + 1) if length * length % k == 0)
        balance, total = 0, 0
        seen = Counter({(0, 0): 1})
        for place, sign in enumerate(s, 1):
            balance += 1 if sign in 'aeiou' else -1
            key = (place % (2 * half), balance)
            total += seen[key]
            seen[key] += 1
        return total
