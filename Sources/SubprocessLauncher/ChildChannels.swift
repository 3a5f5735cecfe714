import Glibc
import SystemPackage
import SystemSupport
import UnikraftCore

/// The standard descriptors of a child that is about to be made, and our ends of its pipes.
struct ChildChannels: ~Copyable {
    /// One of the child's three standard descriptors.
    struct Channel: ~Copyable {
        /// The child's end; nil when it inherits ours.
        let child: OwnedDescriptor?
        /// Our end; nil when there is no pipe.
        let own: OwnedDescriptor?
    }

    let input: Channel
    let output: Channel
    let error: Channel

    init(_ options: ProcessOptions) throws(SystemCallError) {
        let input = try Self.channel(options.standardInput)
        let output = try Self.channel(options.standardOutput)
        let error = try Self.channel(options.standardError)
        self.init(input: input, output: output, error: error)
    }

    private init(input: consuming Channel, output: consuming Channel, error: consuming Channel) {
        self.input = input
        self.output = output
        self.error = error
    }

    private static func channel(_ source: ProcessOptions.Input) throws(SystemCallError) -> Channel {
        switch source {
        case .inherited: return Channel(child: nil, own: nil)
        case .none: return Channel(child: try OwnedDescriptor.open("/dev/null", flags: O_RDONLY), own: nil)
        case .stream:
            let pipe = try makePipe()
            return Channel(child: OwnedDescriptor(adopting: pipe.read), own: OwnedDescriptor(adopting: pipe.write))
        }
    }

    private static func channel(_ sink: ProcessOptions.Output) throws(SystemCallError) -> Channel {
        switch sink {
        case .inherited: return Channel(child: nil, own: nil)
        case .discarded: return Channel(child: try OwnedDescriptor.open("/dev/null", flags: O_WRONLY), own: nil)
        case .file(let path):
            let flags = O_WRONLY | O_CREAT | O_APPEND
            return Channel(child: try OwnedDescriptor.open(FilePath(path), flags: flags, mode: 0o600), own: nil)
        case .stream:
            let pipe = try makePipe()
            return Channel(child: OwnedDescriptor(adopting: pipe.write), own: OwnedDescriptor(adopting: pipe.read))
        }
    }
}

extension ChildChannels.Channel {
    /// The number that the child inherits from.
    func childNumber(inherited: Int32) -> Int32 {
        switch child {
        case .some(let descriptor): descriptor.rawValue
        case .none: inherited
        }
    }
}
