import Dispatch
import Glibc
import Synchronization

/// The terminal of standard input while its keys go to a guest one by one. Ctrl-C and its like still make signals.
enum RawTerminal {
    private static let saved = Mutex<termios?>(nil)

    /// A shell gives the terminal its own settings while this process is stopped.
    private nonisolated(unsafe) static let continued: any DispatchSourceSignal = {
        let source = DispatchSource.makeSignalSource(signal: SIGCONT)
        source.setEventHandler { RawTerminal.resume() }
        return source
    }()

    /// Takes the terminal, when standard input is one and this process may read from it.
    ///
    /// - Returns: Whether it was taken; ``restore()`` gives it back, and so does the end of this process by `exit`.
    static func take() -> Bool {
        var settings = termios()
        guard tcgetpgrp(STDIN_FILENO) == getpgrp(), tcgetattr(STDIN_FILENO, &settings) == 0 else { return false }
        let isFirst = saved.withLock { saved in
            defer { saved = settings }
            return saved == nil
        }
        if isFirst {
            atexit { RawTerminal.restore() }
            continued.resume()
        }
        makeRaw(settings)
        return true
    }

    /// Gives the terminal back as it was.
    static func restore() {
        guard var settings = saved.withLock({ $0 }) else { return }
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
        saved.withLock { $0 = nil }
    }

    private static func resume() {
        if let settings = saved.withLock({ $0 }) { makeRaw(settings) }
    }

    private static func makeRaw(_ settings: termios) {
        var raw = settings
        raw.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | IEXTEN)
        raw.c_iflag &= ~tcflag_t(ICRNL | INLCR | IGNCR | IXON)
        tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    }
}
