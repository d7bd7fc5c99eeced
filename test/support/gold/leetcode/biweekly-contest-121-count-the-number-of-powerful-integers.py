class Solution:
    def numberOfPowerfulInt(self, start: int, finish: int, limit: int, s: str) -> int:
        size, tail = 10 ** len(s), int(s)

        def up_to(bound):
            head, rest = divmod(bound, size)
            if rest < tail:
                head -= 1
            if head < 0:
                return 0
            # How many numbers from 0 to head have no digit beyond the limit.
            digits, total = str(head), 0
            for place, digit in enumerate(map(int, digits)):
                total += min(digit, limit + 1) * (limit + 1) ** (len(digits) - place - 1)
                if digit > limit:
                    return total
            return total + 1

        return up_to(finish) - up_to(start - 1)
