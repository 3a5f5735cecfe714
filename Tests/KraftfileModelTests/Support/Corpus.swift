import Foundation

/// The Kraftfiles of a directory that the environment names; they are not part of the repository.
enum Corpus {
    static let directory = ProcessInfo.processInfo.environment["KRAFTFILE_CORPUS"]

    /// Every file named `Kraftfile` or `Kraftfile.something`, with its path below the directory.
    static func files() throws -> [(path: String, bytes: [UInt8])] {
        guard let directory else { return [] }
        let names = try FileManager.default.subpathsOfDirectory(atPath: directory).filter {
            $0.split(separator: "/").last.map { $0 == "Kraftfile" || $0.hasPrefix("Kraftfile.") } ?? false
        }
        return try names.sorted().map { name in
            let data = try Data(contentsOf: URL(fileURLWithPath: directory).appendingPathComponent(name))
            return (name, Array(data))
        }
    }
}
