class Solution:
    def constructProductMatrix(self, grid: List[List[int]]) -> List[List[int]]:
        flat = [number % 12345 for row in grid for number in row]
        before = list(itertools.accumulate(flat, lambda a, b: a * b % 12345, initial=1))
        after = list(itertools.accumulate(reversed(flat), lambda a, b: a * b % 12345, initial=1))[::-1]
        products = iter(before[i] * after[i + 1] % 12345 for i in range(len(flat)))
        return [[next(products) for _ in row] for row in grid]
