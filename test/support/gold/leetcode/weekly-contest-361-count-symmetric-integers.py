class Solution:
    def countSymmetricIntegers(self, low: int, high: int) -> int:
        def symmetric(number):
            digits = [int(digit) for digit in str(number)]
            half, odd = divmod(len(digits), 2)
            return not odd and sum(digits[:half]) == sum(digits[half:])

        return sum(map(symmetric, range(low, high + 1)))
