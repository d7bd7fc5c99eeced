class Solution:
    def continuousSubarrays(self, nums: List[int]) -> int:
        window, start, total = Counter(), 0, 0
        for end, num in enumerate(nums):
            window[num] += 1
            while max(window) - min(window) > 2:
                window[nums[start]] -= 1
                if not window[nums[start]]:
                    del window[nums[start]]
                start += 1
            total += end - start + 1
        return total
