/// Finds groups of stages that need each other.
enum StageCycles {
    /// Finds the groups without recursion (Tarjan's strongly connected components).
    ///
    /// - Parameter edges: For each stage the numbers of those it needs.
    /// - Returns: For each stage the number of its group. Stages of one group all need each other.
    static func groups(_ edges: [[Int]]) -> [Int] {
        var order = Array(repeating: -1, count: edges.count)
        var low = order
        var group = order
        var open: [Int] = []
        var count = 0
        for root in edges.indices where order[root] < 0 {
            var path: [(stage: Int, next: Int)] = [(root, 0)]
            while let (stage, next) = path.last {
                if next == 0 {
                    order[stage] = count
                    low[stage] = count
                    count += 1
                    open.append(stage)
                }
                if next < edges[stage].count {
                    path[path.count - 1].next += 1
                    let needed = edges[stage][next]
                    if order[needed] < 0 {
                        path.append((needed, 0))
                    } else if group[needed] < 0 {
                        low[stage] = min(low[stage], order[needed])
                    }
                    continue
                }
                path.removeLast()
                if let above = path.last?.stage { low[above] = min(low[above], low[stage]) }
                guard low[stage] == order[stage] else { continue }
                while let last = open.popLast() {
                    group[last] = stage
                    if last == stage { break }
                }
            }
        }
        return group
    }

    /// A shortest way from one stage to another within their group.
    ///
    /// - Parameters:
    ///   - start: The first stage.
    ///   - end: The last stage, of the same group.
    ///   - edges: For each stage the numbers of those it needs.
    ///   - groups: The group of each stage.
    /// - Returns: The stages of the way, both ends included.
    static func path(from start: Int, to end: Int, _ edges: [[Int]], _ groups: [Int]) -> [Int] {
        var previous: [Int: Int] = [start: start]
        var open = [start]
        var position = 0
        while position < open.count, previous[end] == nil {
            let stage = open[position]
            position += 1
            for needed in edges[stage] where groups[needed] == groups[start] && previous[needed] == nil {
                previous[needed] = stage
                open.append(needed)
            }
        }
        var path = [end]
        while let last = path.last, last != start, let before = previous[last] { path.append(before) }
        return path.reversed()
    }
}
