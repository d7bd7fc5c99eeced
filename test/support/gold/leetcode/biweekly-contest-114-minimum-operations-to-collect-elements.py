class Solution:
    def minOperations(self, nums: List[int], k: int) -> int:
        wanted = set(range(1, k + 1))
        for taken, num in enumerate(reversed(nums), 1):
            wanted.discard(num)
            if not wanted:
                return taken
