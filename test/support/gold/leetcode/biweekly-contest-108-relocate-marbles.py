class Solution:
    def relocateMarbles(self, nums: List[int], moveFrom: List[int], moveTo: List[int]) -> List[int]:
        occupied = set(nums)
        for source, goal in zip(moveFrom, moveTo):
            occupied.remove(source)
            occupied.add(goal)
        return sorted(occupied)
