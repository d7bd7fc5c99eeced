class Solution:
    def maxFrequencyElements(self, nums: List[int]) -> int:
        counts = list(Counter(nums).values())
        return max(counts) * counts.count(max(counts))
