class Solution:
    def countWays(self, nums: List[int]) -> int:
        nums = [-1, *sorted(nums), float('inf')]
        return sum(nums[chosen] < chosen < nums[chosen + 1] for chosen in range(len(nums) - 1))
