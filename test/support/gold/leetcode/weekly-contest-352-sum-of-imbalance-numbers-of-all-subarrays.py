class Solution:
    def sumImbalanceNumbers(self, nums: List[int]) -> int:
        total = 0
        for start in range(len(nums)):
            seen, groups = set(), 0
            for num in nums[start:]:
                if num not in seen:
                    groups += 1 - (num - 1 in seen) - (num + 1 in seen)
                    seen.add(num)
                total += groups - 1
        return total
