class Solution:
    def sortVowels(self, s: str) -> str:
        vowels = heapq.nsmallest(len(s), [sign for sign in s if sign in 'aeiouAEIOU'])
        rest = iter(vowels)
        return re.sub('[aeiouAEIOU]', lambda _: next(rest), s)
