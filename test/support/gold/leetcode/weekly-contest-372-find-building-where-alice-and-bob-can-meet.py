class Solution:
    def leftmostBuildingQueries(self, heights: List[int], queries: List[List[int]]) -> List[int]:
        answers = [-1] * len(queries)
        waiting = [[] for _ in heights]
        for number, (a, b) in enumerate(queries):
            a, b = min(a, b), max(a, b)
            if a == b or heights[a] < heights[b]:
                answers[number] = b
            else:
                waiting[b].append((heights[a], number))
        open_queries = []
        for place, height in enumerate(heights):
            while open_queries and open_queries[0][0] < height:
                answers[heapq.heappop(open_queries)[1]] = place
            for query in waiting[place]:
                heapq.heappush(open_queries, query)
        return answers
