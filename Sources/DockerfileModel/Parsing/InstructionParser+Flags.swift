import UnikraftCore

/// The values of an instruction's flags.
struct FlagValues {
    /// The flags that take one value.
    var strings: [String: String] = [:]
    /// The flags that may be given several times, with their places in the logical line.
    var lists: [String: [(text: String, range: Range<Int>)]] = [:]
    /// The flags that are on or off.
    var booleans: [String: Bool] = [:]
    /// The places of the flags, by name.
    var ranges: [String: Range<Int>] = [:]
    /// Whether all could be read.
    var isComplete = true
}

/// A flag that an instruction has.
struct FlagRule {
    /// What values a flag takes.
    enum Form { case string, strings, boolean }

    let name: String
    let form: Form

    static func string(_ name: String) -> FlagRule { FlagRule(name: name, form: .string) }
    static func strings(_ name: String) -> FlagRule { FlagRule(name: name, form: .strings) }
    static func boolean(_ name: String) -> FlagRule { FlagRule(name: name, form: .boolean) }
}

extension InstructionParser {
    /// Reads flags, for an instruction that needs none of their values.
    mutating func flagsAreRead(_ head: InstructionHead, _ rules: [FlagRule]) -> Bool {
        head.flags.isEmpty || flags(head, rules).isComplete
    }

    /// Reads an instruction's flags and reports what is wrong with them.
    mutating func flags(_ head: InstructionHead, _ rules: [FlagRule]) -> FlagValues {
        var values = FlagValues()
        for flag in head.flags {
            guard let rule = rules.first(where: { $0.name == flag.name }) else {
                values.isComplete = false
                unknown(flag, head, rules)
                continue
            }
            let isRepeated = values.ranges.updateValue(flag.range, forKey: flag.name) != nil
            if isRepeated, rule.form != .strings {
                values.isComplete = false
                error(.badFlag, "--\(flag.name) is given twice", at: flag.range, remedy: "Keep one of them.")
                continue
            }
            if !read(flag, rule.form, &values) { values.isComplete = false }
        }
        return values
    }

    private mutating func read(_ flag: RawFlag, _ form: FlagRule.Form, _ values: inout FlagValues) -> Bool {
        if form == .boolean {
            switch flag.value?.lowercased() {
            case nil, "true": values.booleans[flag.name] = true
            case "false": values.booleans[flag.name] = false
            default:
                error(
                    .badFlag, "--\(flag.name) is on or off", at: flag.range,
                    remedy: "Write --\(flag.name), --\(flag.name)=true or --\(flag.name)=false.")
                return false
            }
            return true
        }
        guard let value = flag.value else {
            error(
                .badFlag, "--\(flag.name) has no value", at: flag.range, remedy: "Write --\(flag.name)=VALUE.")
            return false
        }
        if form == .string {
            values.strings[flag.name] = value
        } else {
            values.lists[flag.name, default: []].append((value, flag.range))
        }
        return true
    }

    private mutating func unknown(_ flag: RawFlag, _ head: InstructionHead, _ rules: [FlagRule]) {
        let meant =
            !report.hasRoom(for: .error) ? nil : SpellingSuggestion.closest(to: flag.name, among: rules.map(\.name))
        let known = rules.map { "--\($0.name)" }.joined(separator: ", ")
        error(
            .unknownFlag, "\(head.word) has no flag --\(PrintableText.of(flag.name))", at: flag.range,
            remedy: known.isEmpty ? "Remove the flag; \(head.word) has none." : "Its flags are \(known).",
            suggestion: meant.map { name in "--\(name)" + (flag.value.map { "=\($0)" } ?? "") })
    }

    /// Docker drops the flags of some instructions without a word.
    mutating func warnAboutIgnoredFlags(_ head: InstructionHead) {
        for flag in head.flags {
            report.add(
                .warning, .unknownFlag, "--\(PrintableText.of(flag.name)) has no meaning here and is ignored",
                at: line.sourceRange(flag.range), remedy: "Remove the flag.")
        }
    }
}
