/// Finds groups of stages that need each other.
enum StageCycles {
    /// Finds cycles without recursion.
    ///
    /// - Parameter edges: For each stage the numbers of those it needs.
    /// - Returns: One cycle for each edge that closes one in a walk from the first stage on, as numbers.
    ///   A stage that needs itself is a cycle of one.
    static func find(_ edges: [[Int]]) -> [[Int]] {
        enum Mark { case new, open, done }
        var marks = Array(repeating: Mark.new, count: edges.count)
        var cycles: [[Int]] = []
        for root in edges.indices where marks[root] == .new {
            var path: [(stage: Int, next: Int)] = [(root, 0)]
            marks[root] = .open
            while let (stage, next) = path.last {
                guard next < edges[stage].count else {
                    marks[stage] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let needed = edges[stage][next]
                switch marks[needed] {
                case .new:
                    marks[needed] = .open
                    path.append((needed, 0))
                case .open:
                    let start = path.lastIndex { $0.stage == needed } ?? path.count - 1
                    if cycles.count < 16 { cycles.append(path[start...].map(\.stage)) }
                case .done: break
                }
            }
        }
        return cycles
    }
}
