class Solution:
    def minimumPushes(self, word: str) -> int:
        # Eight keys: the first eight letters take one push each, the next eight two, and so on.
        return sum(place // 8 + 1 for place in range(len(word)))
