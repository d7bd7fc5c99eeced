class Solution:
    def findPeaks(self, mountain: List[int]) -> List[int]:
        triples = zip(mountain, mountain[1:], mountain[2:])
        return [place for place, (left, top, right) in enumerate(triples, 1) if left < top > right]
