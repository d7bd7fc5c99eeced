class Solution:
    def maxKDivisibleComponents(self, n: int, edges: List[List[int]], values: List[int], k: int) -> int:
        neighbours = [[] for _ in range(n)]
        for a, b in edges:
            neighbours[a].append(b)
            neighbours[b].append(a)
        parent, order = [-1] * n, [0]
        for node in order:
            for other in neighbours[node]:
                if other != parent[node]:
                    parent[other] = node
                    order.append(other)
        sums = list(values)
        components = 0
        for node in reversed(order):
            if sums[node] % k == 0:
                components += 1
            elif parent[node] >= 0:
                sums[parent[node]] += sums[node]
        return components
