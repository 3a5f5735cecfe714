import Synchronization

/// A bar that shows how far long work has come. Where standard error is no terminal, one line says that
/// the work began.
final class ProgressBar: Sendable {
    private let title: String
    private let shownPercent = Mutex<Int>(-1)
    /// Whether there is a terminal to show it on.
    let isShown = Terminal.isInteractive

    init(_ title: String) {
        self.title = title
        if !isShown { Terminal.write("\(title)\n") }
    }

    /// Shows a state, if it looks different from the one before.
    func show(done: UInt64, total: UInt64?) {
        guard isShown, let total, total > 0 else { return }
        let percent = Int(min(done, total) * 100 / total)
        let isNew = shownPercent.withLock { shown in
            guard percent != shown else { return false }
            shown = percent
            return true
        }
        guard isNew else { return }
        let width = 30
        let filled = width * percent / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let colored = Terminal.usesColor ? "\u{1b}[36m\(bar)\u{1b}[0m" : bar
        Terminal.write("\r\(title) \(colored) \(percent)%")
    }

    /// Takes the bar away.
    func clear() {
        guard isShown,
            shownPercent.withLock({ shown in
                let was = shown >= 0; shown = -1; return was
            })
        else { return }
        Terminal.write("\r\u{1b}[K")
    }
}
