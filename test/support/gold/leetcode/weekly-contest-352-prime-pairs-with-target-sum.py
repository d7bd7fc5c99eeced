class Solution:
    sieve = bytearray(b'\x01')

    def findPrimePairs(self, n: int) -> List[List[int]]:
        if len(self.sieve) <= n:
            sieve = bytearray([1]) * (n + 1)
            sieve[:2] = bytes(2)
            for factor in range(2, math.isqrt(n) + 1):
                if sieve[factor]:
                    sieve[factor * factor :: factor] = bytes(len(range(factor * factor, n + 1, factor)))
            Solution.sieve = sieve
        sieve = self.sieve
        return [[small, n - small] for small in range(2, n // 2 + 1) if sieve[small] and sieve[n - small]]
