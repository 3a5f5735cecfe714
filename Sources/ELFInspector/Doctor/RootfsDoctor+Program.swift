import SystemPackage

extension RootfsDoctor {
    /// Why a program could not even be read.
    func programFinding(_ error: ELFError, _ program: FilePath) -> Finding {
        let path = error.path ?? program
        switch error.code {
        case .notFound, .symlinkLoop:
            if let link = danglingLink(program.bytes) { return link }
            return Finding(
                .error, .programAbsent, path, "The program is not in the root filesystem.",
                remedy: "Copy it there, or correct the command.")
        case .notELF:
            return Finding(
                .error, .notAProgram, path, "The file is neither an ELF program nor a script.",
                remedy: "Name a program that was built for Linux.")
        case .interpreterLoop:
            return Finding(
                .error, .notAProgram, path, "Its interpreters are scripts, deeper than a kernel follows.",
                remedy: "Name an ELF program in its first line.")
        default:
            return Finding(.error, .notAProgram, path, error.message, remedy: "Replace the file with a sound copy.")
        }
    }

    /// The link on the way to a path that leads nowhere; nil when none is on the way.
    func danglingLink(_ path: [UInt8]) -> Finding? {
        guard let link = PathTrace(root).lastLink(of: path) else { return nil }
        let target = FilePath(bytes: link.target)
        return Finding(
            .error, .danglingSymlink, link.path.filePath, "The symbolic link leads to '\(target)', which is not there.",
            remedy: "Copy its target into the root filesystem, or remove the link.")
    }

    /// What is wrong with a program that can be read.
    func programFindings(_ file: RequiredFile, _ builder: ClosureBuilder) -> [Finding] {
        var findings = executableFindings(file)
        guard let object = builder.catalog.object(file.number) else { return findings }
        if let machine, object.machine != machine || object.elfClass != machine.usualClass {
            findings.append(
                Finding(
                    .error, .wrongArchitecture, file.path,
                    "The program is for \(object.machine), \(object.elfClass.bitCount) bits; the guest is \(machine).",
                    remedy: "Build it for \(machine), or run it on a guest of its own architecture."))
        }
        if object.type != .dynamic {
            findings.append(
                Finding(
                    .error, .notPositionIndependent, file.path,
                    "It is a \(object.type); Unikraft loads only position-independent programs.",
                    remedy: "Build it with -fPIE and link it with -pie or -static-pie."))
        }
        return findings
    }

    /// Whether a file that the kernel executes has the permission.
    func executableFindings(_ file: RequiredFile) -> [Finding] {
        guard let permissions = file.permissions, permissions & 0o111 == 0 else { return [] }
        return [
            Finding(
                .error, .notExecutable, file.path, "The file has no permission to be executed.",
                remedy: "Run chmod +x on it before the archive is made.")
        ]
    }

    /// What is missing for the program to start.
    func missingFindings(_ closure: DependencyClosure) -> [Finding] {
        closure.missing.map { library in
            let requester = library.requesters[0]
            let places = library.searched.map { "\($0.path) (\($0.outcome.explanation))" }.joined(separator: ", ")
            if requester.kind == .interpreter {
                if let link = danglingLink(Array(library.name.utf8)) { return link }
                if library.name.utf8.last == UInt8(ascii: "\r") {
                    return Finding(
                        .error, .interpreterAbsent, requester.path,
                        "Its first line ends with a carriage return, which becomes part of the interpreter's name.",
                        remedy: "Save the script with the line ends of Unix.")
                }
                return Finding(
                    .error, .interpreterAbsent, requester.path,
                    "Its interpreter '\(library.name)' cannot be used: \(places).",
                    remedy: "Copy the interpreter of the same architecture into the root filesystem.")
            }
            return Finding(
                .error, .libraryAbsent, requester.path,
                "It needs '\(library.name)', which was not found. Looked in: \(places).",
                remedy: "Copy the library to one of these places.")
        }
    }

    /// Versions of symbols that are missing for the program to start.
    func versionFindings(_ resolver: SharedLibraryResolver, _ closure: DependencyClosure) -> [Finding] {
        let missing = (try? resolver.missingVersions(of: closure)) ?? []
        return missing.map { version in
            Finding(
                .error, .versionAbsent, version.requester,
                "It needs version \(version.version) of '\(version.library)', which does not define it.",
                remedy: "Copy a newer library, or build the program for the older one.")
        }
    }
}
