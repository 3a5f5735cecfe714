import Glibc
import Synchronization
import UnikraftCore

/// Prints progress on standard error: one line that changes on a terminal, a line for each item elsewhere.
final class StepLines: ProgressReporter {
    private let isSilent: Bool
    private let isTerminal = isatty(2) == 1
    private let lastLength = Mutex(0)

    init(isSilent: Bool) {
        self.isSilent = isSilent
    }

    func report(_ event: ProgressEvent) {
        switch event.kind {
        case .started: if !isSilent { line("\(event.item) …") }
        case .advanced(let done, let total):
            if isTerminal, !isSilent { change("\(event.item): step \(done)\(total.map { " of \($0)" } ?? "")") }
        case .finished: if isTerminal, !isSilent { change("") }
        case .warning(let text): warn(text)
        }
    }

    /// Prints a warning.
    func warn(_ text: String) {
        line("warning: \(text)")
    }

    private func line(_ text: String) {
        change("")
        Terminal.say(text)
    }

    private func change(_ text: String) {
        guard isTerminal else { return }
        let padding = lastLength.withLock { length in
            defer { length = text.count }
            return max(0, length - text.count)
        }
        Terminal.write("\r\(text)\(String(repeating: " ", count: padding))\r")
    }
}
