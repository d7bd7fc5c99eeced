class Solution:
    def findWordsContaining(self, words: List[str], x: str) -> List[int]:
        return [place for place, word in enumerate(words) if x in word]
