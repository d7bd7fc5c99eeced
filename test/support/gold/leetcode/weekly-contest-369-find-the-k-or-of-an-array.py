class Solution:
    def findKOr(self, nums: List[int], k: int) -> int:
        return sum(1 << bit for bit in range(31) if sum(num >> bit & 1 for num in nums) >= k)
