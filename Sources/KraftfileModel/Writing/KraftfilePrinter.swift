import UnikraftCore

/// Writes a project as a Kraftfile, always in the same way.
public enum KraftfilePrinter {
    /// The order of the top-level keys.
    static let order = [
        "spec", "name", "outdir", "template", "runtime", "unikraft", "kconfig", "libraries", "targets", "rootfs",
        "roms", "cmd", "env", "volumes", "labels",
    ]

    /// Writes a project. Reading the text gives an equal project.
    ///
    /// - Parameter project: The project.
    /// - Returns: The Kraftfile's text, with an empty line between the top-level keys.
    public static func print(_ project: Project) -> String {
        let version = project.specification
        var sections = [entry(version == .v05 ? "specification" : "spec", version.rawValue, 0)]
        if let name = project.name { sections.append(entry("name", YAMLText.scalar(name), 0)) }
        if let directory = project.outputDirectory { sections.append(entry("outdir", YAMLText.scalar(directory), 0)) }
        if let template = project.template {
            sections.append(component("template", template.component, 0, name: template.name))
        }
        if let runtime = project.runtime { sections.append(self.runtime(runtime)) }
        if let unikraft = project.unikraft { sections.append(component("unikraft", unikraft, 0)) }
        if !project.kconfig.isEmpty { sections.append(kconfig(project.kconfig, 0)) }
        if !project.libraries.isEmpty {
            sections.append(block("libraries", project.libraries.map { component($0.name, $0.component, 2) }))
        }
        if !project.targets.isEmpty { sections.append(block("targets", project.targets.map(target))) }
        if let rootfs = project.rootfs { sections.append(image("rootfs", rootfs, version)) }
        if !project.roms.isEmpty { sections.append(block("roms", project.roms.map { item(image("", $0, version)) })) }
        if let command = project.command {
            // One element with white space would be split: as a text in quotes it is not.
            let isSplit = command.count == 1 && command[0].contains(where: \.isWhitespace)
            let words = command.map(YAMLText.doubleQuoted).joined(separator: ", ")
            sections.append(entry("cmd", isSplit ? YAMLText.doubleQuoted(quotedWord(command[0])) : "[\(words)]", 0))
        }
        if !project.environment.isEmpty { sections.append(block("env", project.environment.map(variable))) }
        if !project.volumes.isEmpty {
            sections.append(block("volumes", project.volumes.map { volume($0, version) }))
        }
        if !project.labels.isEmpty {
            sections.append(block("labels", project.labels.map { entry($0.key, YAMLText.scalar($0.value), 2) }))
        }
        return sections.joined(separator: "\n")
    }

    /// A word in the single quotes of a shell.
    private static func quotedWord(_ word: String) -> String {
        "'" + word.replacing("'", with: "'\\''") + "'"
    }

    private static func variable(_ variable: EnvironmentEntry) -> String {
        "- " + YAMLText.scalar(variable.name + (variable.value.map { "=\($0)" } ?? "")) + "\n"
    }

    private static func target(_ target: Target) -> String {
        guard target.name != nil || target.kernelPath != nil || !target.kconfig.isEmpty else {
            return "- \(target)\n"
        }
        var text = ""
        if let name = target.name { text += entry("name", YAMLText.scalar(name), 2) }
        text += entry("platform", target.platform.rawValue, 2)
        text += entry("architecture", target.architecture.rawValue, 2)
        if let path = target.kernelPath { text += entry("kernel", YAMLText.scalar(path), 2) }
        if !target.kconfig.isEmpty { text += kconfig(target.kconfig, 2) }
        return item(text)
    }

    private static func volume(_ volume: VolumeSpecification, _ version: SpecificationVersion) -> String {
        let hasColon = volume.source.contains(":") || volume.destination.contains(":")
        let isShort = volume.driver == nil && !hasColon && (!volume.isReadOnly || version == .v07)
        if isShort {
            let mode = volume.isReadOnly ? ":ro" : ""
            return "- " + YAMLText.scalar("\(volume.source):\(volume.destination)\(mode)") + "\n"
        }
        var text = volume.driver.map { entry("driver", YAMLText.scalar($0), 2) } ?? ""
        text += entry("source", YAMLText.scalar(volume.source), 2)
        text += entry("destination", YAMLText.scalar(volume.destination), 2)
        if volume.isReadOnly { text += entry("readOnly", "true", 2) }
        return item(text)
    }
}
