import SystemPackage

/// Reads a library's `Makefile.uk` far enough to find what it wants downloaded.
///
/// It knows assignments, conditions, and the text functions that URLs are made with. Nothing is executed:
/// a value that needs a shell or another function is unknown, and so is what is made with it.
struct MakefileReader {
    /// What a file wants downloaded.
    struct Findings {
        var downloads: [LibraryDownload] = []
        /// Repositories that make would clone.
        var clones: [String] = []
        /// Calls whose arguments are unknown, as they stand in the file.
        var unknown: [String] = []
    }

    private var variables: MakeVariables
    private var conditions: [Condition] = []
    private var findings = Findings()

    private struct Condition {
        /// Whether the branch at hand counts; nil when that is not known, and both are read.
        var isActive: Bool?
        /// Whether an earlier branch counted.
        var isDone: Bool
    }

    init(_ variables: MakeVariables) {
        self.variables = variables
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - text: The file.
    ///   - directory: The library's directory.
    ///   - variables: What is known before: the configuration, the core's variables.
    /// - Returns: What it wants downloaded.
    static func findings(in text: String, directory: FilePath, variables: MakeVariables) -> Findings {
        var reader = MakefileReader(variables)
        reader.variables["IMPORT_BASE"] = directory.string
        var isDefinition = false
        for line in logicalLines(text) {
            let words = line.trimmed
            if isDefinition {
                isDefinition = words != "endef"
            } else if words.hasPrefix("define ") {
                isDefinition = true
            } else if !line.hasPrefix("\t"), !words.isEmpty {
                reader.take(words)
            }
        }
        return reader.findings
    }

    private mutating func take(_ line: String) {
        let keyword = line.prefix { !$0.isWhitespace && $0 != "(" }
        let rest = String(line.dropFirst(keyword.count)).trimmed
        switch keyword {
        case "ifeq", "ifneq", "ifdef", "ifndef":
            let outer = isActive
            let value = outer == false ? false : test(String(keyword), rest)
            conditions.append(Condition(isActive: outer == nil && value == true ? nil : value, isDone: value == true))
        case "else":
            guard let last = conditions.popLast() else { return }
            let nested = rest.prefix { !$0.isWhitespace && $0 != "(" }
            let outer = isActive
            var value: Bool? = outer == false || last.isDone ? false : last.isActive == nil ? nil : true
            if value != false, !nested.isEmpty {
                let tested = test(String(nested), String(rest.dropFirst(nested.count)).trimmed)
                value = tested == false ? false : value == nil ? nil : tested
            }
            conditions.append(Condition(isActive: value, isDone: last.isDone || value == true))
        case "endif": _ = conditions.popLast()
        default:
            guard isActive != false else { return }
            if !call(line) { assign(line) }
        }
    }

    /// Whether the lines at hand count; nil when that is not known.
    private var isActive: Bool? {
        if conditions.contains(where: { $0.isActive == false }) { return false }
        return conditions.contains { $0.isActive == nil } ? nil : true
    }

    private func test(_ keyword: String, _ rest: String) -> Bool? {
        if keyword == "ifdef" || keyword == "ifndef" {
            return (variables[rest]?.isEmpty ?? true) == (keyword == "ifndef")
        }
        guard let (left, right) = MakeVariables.comparands(rest), let left = variables.expand(left),
            let right = variables.expand(right)
        else { return nil }
        return (left == right) == (keyword == "ifeq")
    }

    private mutating func assign(_ line: String) {
        var text = line[...]
        for prefix in ["override ", "export "] where text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
        guard let equal = text.firstIndex(of: "=") else { return }
        var name = text[..<equal].trimmed
        let value = text[text.index(after: equal)...].trimmed
        let sign = name.last.flatMap { ":?+".contains($0) ? $0 : nil }
        while let last = name.last, ":?+".contains(last) { name.removeLast() }
        guard let name = variables.expand(name.trimmed), !name.isEmpty, !name.contains(" ") else { return }
        variables.assign(name, value, sign: sign, isCertain: isActive == true)
    }

    /// Whether the line is a call, `$(eval $(call name,…))`.
    private mutating func call(_ line: String) -> Bool {
        guard line.hasPrefix("$(") else { return false }
        guard let range = line.firstRange(of: "$(call ") else { return true }
        let arguments = MakeVariables.arguments(line[range.upperBound...]).map(\.trimmed)
        guard let function = arguments.first else { return true }
        let values = arguments.dropFirst().map { variables.expand($0) }
        switch function {
        case "addlib", "addlib_s", "addlib_tree", "addlib_tree_s":
            guard let name = values.first ?? nil, let base = variables["IMPORT_BASE"] else { return true }
            variables["\(name.uppercased())_BASE"] = base
        case "fetch", "fetch2", "fetchas", "fetchas2", "clone": fetch(function, values, line)
        default: break
        }
        return true
    }

    private mutating func fetch(_ function: String, _ values: [String?], _ line: String) {
        let known = values.compactMap { $0 }
        let urlCount = function.hasSuffix("2") ? 2 : 1
        let hasName = function.hasPrefix("fetchas")
        let needed = 1 + urlCount + (hasName ? 1 : 0)
        guard isActive != nil, known.count == values.count, known.count >= needed, !known[0].contains("/") else {
            findings.unknown.append(line)
            return
        }
        if function == "clone" {
            findings.clones.append(known[1])
            return
        }
        let urls = Array(known[1...urlCount])
        let fileName = hasName ? known[needed - 1] : urls[0].split(separator: "/").last.map(String.init) ?? ""
        guard !fileName.isEmpty, !fileName.contains("/"), !fileName.hasPrefix(".") else {
            findings.unknown.append(line)
            return
        }
        let digest = variables["\(known[0].uppercased())_ORIGIN_SHA256"]?.lowercased()
        findings.downloads.append(
            LibraryDownload(
                library: known[0], urls: urls, fileName: fileName, sha256: digest?.isEmpty == true ? nil : digest))
    }

    /// The lines with continuations joined and comments dropped.
    private static func logicalLines(_ text: String) -> [String] {
        var lines: [String] = []
        var pending = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasSuffix("\\") {
                pending += line.dropLast() + " "
                continue
            }
            let whole = pending + line
            pending = ""
            lines.append(String(whole.prefix { $0 != "#" }))
        }
        return lines + (pending.isEmpty ? [] : [pending])
    }
}
