class Solution:
    def countSteppingNumbers(self, low: str, high: str) -> int:
        def up_to(bound):
            digits = list(map(int, bound))

            @lru_cache(None)
            def count(place, last, tight):
                if place == len(digits):
                    return int(last >= 0)
                total = 0
                for digit in range(digits[place] + 1 if tight else 10):
                    still = tight and digit == digits[place]
                    if last < 0:
                        total += count(place + 1, digit if digit else -1, still)
                    elif abs(digit - last) == 1:
                        total += count(place + 1, digit, still)
                return total

            return count(0, -1, True)

        return (up_to(high) - up_to(str(int(low) - 1))) % (10 ** 9 + 7)
