class Solution:
    def countVisitedNodes(self, edges: List[int]) -> List[int]:
        visited = [0] * len(edges)
        for start in range(len(edges)):
            path, place, node = [], {}, start
            while not visited[node] and node not in place:
                place[node] = len(path)
                path.append(node)
                node = edges[node]
            if node in place:
                circle = path[place[node] :]
                for member in circle:
                    visited[member] = len(circle)
                path = path[: place[node]]
            for member in reversed(path):
                visited[member] = visited[edges[member]] + 1
        return visited
