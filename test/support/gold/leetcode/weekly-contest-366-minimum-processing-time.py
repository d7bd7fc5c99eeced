class Solution:
    def minProcessingTime(self, processorTime: List[int], tasks: List[int]) -> int:
        longest = sorted(tasks, reverse=True)[::4]
        return max(map(sum, zip(sorted(processorTime), longest)))
