import FoundationEssentials
public import KraftfileModel
public import SystemPackage

extension KernelProject {
    /// Takes what a kernel is built from out of a Kraftfile.
    ///
    /// - Parameters:
    ///   - project: The Kraftfile's project, merged with its template's where there is one.
    ///   - directory: The Kraftfile's directory, absolute.
    /// - Throws: ``KernelBuildError`` when a source or a version is refused, or there is no `unikraft`.
    public init(_ project: Project, in directory: FilePath) throws(KernelBuildError) {
        guard let unikraft = project.unikraft else {
            throw KernelBuildError(
                .project, subject: directory.string, "the project builds no kernel: it has no 'unikraft'",
                remedy: "Add 'unikraft:' to the Kraftfile, or run the project on its runtime.")
        }
        let directoryName = directory.lastComponent?.string ?? "kernel"
        self.init(
            name: project.name ?? directoryName, directory: directory,
            core: try KernelPart(.core, unikraft, directory),
            targets: project.targets.map { target in
                KernelTarget(
                    target.platform, target.architecture, name: target.name,
                    options: target.kconfig.options.map { KernelOption($0.name, $0.value.text) })
            })
        if let output = project.outputDirectory { self.output = directory.pushing(FilePath(output)) }
        options = project.kconfig.options.map { KernelOption($0.name, $0.value.text) }
        for library in project.libraries {
            libraries.append(try KernelPart(.library(library.name), library.component, directory))
        }
        if let template = project.template {
            self.template = try KernelPart(template.componentKey, template.component, directory)
        }
        for variable in project.environment {
            guard let value = variable.value ?? ProcessInfo.processInfo.environment[variable.name] else { continue }
            environment.append(KernelOption(variable.name, value))
        }
    }
}

extension Template {
    /// The template among the components: by its own name, or what its source tells.
    public var componentKey: ComponentKey {
        .application(name ?? component.source?.guessedName ?? "template")
    }

    /// The template as a component.
    func request(in directory: FilePath) throws(KernelBuildError) -> ComponentRequest {
        ComponentRequest(componentKey, from: try ComponentOrigin(component, relativeTo: directory))
    }
}

extension KernelPart {
    fileprivate init(_ key: ComponentKey, _ component: Component, _ directory: FilePath) throws(KernelBuildError) {
        self.init(
            key, from: try ComponentOrigin(component, relativeTo: directory),
            options: component.kconfig.options.map { KernelOption($0.name, $0.value.text) })
    }
}
