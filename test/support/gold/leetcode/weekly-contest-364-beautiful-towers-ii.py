class Solution:
    def maximumSumOfHeights(self, maxHeights: List[int]) -> int:
        def ending(heights):
            """The best non-decreasing sum that ends at full height, for each place."""
            stack, sums = [], []
            for place, height in enumerate(heights):
                while stack and heights[stack[-1]] > height:
                    stack.pop()
                last = stack[-1] if stack else -1
                sums.append((sums[last] if stack else 0) + height * (place - last))
                stack.append(place)
            return sums

        left, right = ending(maxHeights), ending(maxHeights[::-1])[::-1]
        return max(a + b - peak for a, b, peak in zip(left, right, maxHeights))
