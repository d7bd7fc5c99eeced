class Solution:
    def finalString(self, s: str) -> str:
        screen = ''
        for sign in s:
            screen = screen[::-1] if sign == 'i' else screen + sign
        return screen
