import Glibc
import SystemSupport

/// Gives names that are stored as several runs in one order, part by part.
struct NameMerge {
    /// Where a run is being read.
    private struct Source {
        var run: NameSpill.Run
        /// What was read ahead.
        var bytes: [UInt8]
        /// Where in it the next name begins, with its header.
        var place = 0
        /// The first bytes of that name's key.
        var prefix: UInt64 = 0

        var isDescent: Bool { bytes[place + 1] != 0 }
        var length: Int { Int(bytes[place + 2]) | Int(bytes[place + 3]) << 8 }
        var name: Range<Int> { place + NameSpill.headerSize..<place + NameSpill.headerSize + length }
        /// Where the name and its NUL end.
        var end: Int { name.upperBound + 1 }

        /// Reads until the next name is in memory.
        ///
        /// - Returns: False if there is none.
        mutating func prepare(_ spill: NameSpill, _ blockSize: Int) throws(SystemCallError) -> Bool {
            guard try want(NameSpill.headerSize, spill, blockSize),
                try want(NameSpill.headerSize + length + 1, spill, blockSize)
            else { return false }
            let (name, isDescent) = (name.lowerBound..<end, isDescent)
            prefix = unsafe bytes.withUnsafeBytes { bytes in
                unsafe keyPrefix(UnsafeRawBufferPointer(rebasing: bytes[name]), isDescent: isDescent)
            }
            return true
        }

        private mutating func want(
            _ count: Int, _ spill: NameSpill, _ blockSize: Int
        ) throws(SystemCallError) -> Bool {
            if bytes.count - place < count {
                bytes.removeFirst(place)
                place = 0
                try spill.read(&run, max(blockSize, count), to: &bytes)
            }
            return bytes.count - place >= count
        }
    }

    /// Bytes of names that are given at once.
    private static let partSize = 128 << 10

    private var sources: [Source]
    /// The sources that are not at their end, as a binary heap: the one with the first name is at the front.
    private var heap: [Int] = []
    private let spill: NameSpill
    /// Bytes that are read of a run at once.
    private let blockSize: Int
    /// Where in the file the first of the runs begins.
    let start: UInt64

    /// Bytes that it takes in memory.
    var memory: Int { sources.count * blockSize + NameMerge.partSize }

    /// Begins with the first names.
    ///
    /// - Parameters:
    ///   - runs: What was stored, one or more.
    ///   - rest: Names that are in memory, in order.
    ///   - spill: Where the runs are.
    /// - Throws: The error of reading them.
    init(_ runs: [NameSpill.Run], _ rest: DirectoryListing, _ spill: NameSpill) throws(SystemCallError) {
        self.spill = spill
        start = runs.first?.offset ?? spill.end
        sources = runs.map { Source(run: $0, bytes: []) }
        if let run = try? spill.store(rest) {
            sources.append(Source(run: run, bytes: []))
        } else {
            sources.append(Source(run: NameSpill.Run(offset: 0, end: 0), bytes: NameSpill.encode(rest)))
        }
        blockSize = min(max((1 << 20) / sources.count, 4 << 10), 64 << 10)
        for index in sources.indices where try sources[index].prepare(spill, blockSize) { heap.append(index) }
        for place in heap.indices.reversed() { siftDown(from: place) }
    }

    /// The next names, in order; nil at the end.
    mutating func next() throws(SystemCallError) -> DirectoryListing? {
        var listing = DirectoryListing()
        while let first = heap.first, listing.memory < NameMerge.partSize {
            append(sources[first], to: &listing)
            sources[first].place = sources[first].end
            if try !sources[first].prepare(spill, blockSize) {
                heap.swapAt(0, heap.count - 1)
                heap.removeLast()
            }
            siftDown(from: 0)
        }
        return listing.items.isEmpty ? nil : listing
    }

    private func append(_ source: Source, to listing: inout DirectoryListing) {
        unsafe source.bytes.withUnsafeBytes { bytes in
            unsafe listing.append(
                UnsafeRawBufferPointer(rebasing: bytes[source.name.lowerBound..<source.end]),
                isDescent: source.isDescent,
                type: source.bytes[source.place])
        }
    }

    private mutating func siftDown(from start: Int) {
        var place = start
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                if precedes(sources[heap[child]], sources[heap[least]]) { least = child }
            }
            guard least != place else { return }
            heap.swapAt(place, least)
            place = least
        }
    }

    private func precedes(_ first: Source, _ second: Source) -> Bool {
        if first.prefix != second.prefix { return first.prefix < second.prefix }
        let (one, other) = (first.name, second.name)
        let common = min(one.count, other.count)
        let difference = unsafe first.bytes.withUnsafeBytes { own in
            unsafe second.bytes.withUnsafeBytes { others in
                guard let own = own.baseAddress, let others = others.baseAddress else { return Int32(0) }
                return unsafe memcmp(own + one.lowerBound, others + other.lowerBound, common)
            }
        }
        guard difference == 0 else { return difference < 0 }
        // One name begins with the other. Where it ends, the key of a descent has a slash, and another key ends too.
        let slash: (Bool) -> UInt8 = { $0 ? UInt8(ascii: "/") : 0 }
        let left = one.count > other.count ? first.bytes[one.lowerBound + common] : slash(first.isDescent)
        let right = other.count > one.count ? second.bytes[other.lowerBound + common] : slash(second.isDescent)
        return left < right
    }
}
