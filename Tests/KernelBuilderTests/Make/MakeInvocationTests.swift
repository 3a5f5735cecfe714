import SystemPackage
import Testing
import UnikraftCore

@testable import KernelBuilder

struct MakeInvocationTests {
    private func invocation(
        core: FilePath = "/p/.unikraft/unikraft", name: String = "nginx", configuration: FilePath = "/p/.config.x",
        libraries: [FilePath] = ["/l/zlib", "/l/lwip"]
    ) throws -> MakeInvocation {
        try MakeInvocation(
            core: core, application: "/p/app", output: "/p/out", name: name, configuration: configuration,
            libraries: libraries)
    }

    @Test func writesTheContractsArguments() throws {
        let variables = ["A=/p/app", "O=/p/out", "N=nginx", "C=/p/.config.x", "L=/l/lwip:/l/zlib"]
        let start = ["-C", "/p/.unikraft/unikraft", "--no-print-directory", "-O"]
        let make = try invocation()
        #expect(make.command(.bootstrap).arguments == start + variables + ["/p/out/Makefile"])
        #expect(
            make.command(.defconfig("/p/d")).arguments == start + variables + ["defconfig", "UK_DEFCONFIG=/p/d"])
        #expect(make.command(.prepare).arguments == start + variables + ["prepare"])
        #expect(make.command(.build, jobs: 4).arguments == start + ["-j4"] + variables)
        #expect(make.command(.menuconfig).arguments.last == "menuconfig")
        #expect(make.command(.build).environment["MAKEFLAGS"] == .some(nil))
        #expect(make.command(.build).environment["LC_ALL"] == "C")
    }

    @Test func putsLanguageLibrariesFirst() {
        let paths: [FilePath] = [
            "/l/zlib", "/l/newlib", "/l/lib-musl", "/l/compiler-rt", "/l/libunwind", "/l/libcxx", "/l/libcxxabi",
            "/l/a",
            "/l/a",
        ]
        #expect(
            LibraryOrder.sorted(paths).map { $0.lastComponent?.string } == [
                "libcxxabi", "libcxx", "libunwind", "compiler-rt", "lib-musl", "newlib", "a", "zlib",
            ])
    }

    @Test(arguments: ["/p/with space", "relative", "/p/$x", "/p/a:b", "/p/#", "/p/a%b", "/p/'"])
    func refusesPathsThatMakeCannotHandle(_ path: String) {
        #expect(throws: KernelBuildError.self) { try invocation(core: FilePath(path)) }
        #expect(throws: KernelBuildError.self) { try invocation(libraries: [FilePath(path)]) }
    }

    @Test func refusesBadNamesAndTheConfigurationThatMakeWrites() {
        for name in ["", "a b", "../x", ".hidden", "a;b"] {
            #expect(throws: KernelBuildError.self) { try invocation(name: name) }
        }
        #expect(throws: KernelBuildError.self) { try invocation(configuration: "/p/out/config") }
    }

    @Test func namesCrossCompilers() {
        #expect(HostTool.required(for: .arm64, host: .x86_64).last?.package == "gcc-aarch64-linux-gnu")
        #expect(HostTool.required(for: .x86_64, host: .arm64).last?.program == "x86_64-linux-gnu-gcc")
        #expect(!HostTool.required(for: .arm64, host: .arm64).contains { $0.package.contains("aarch64") })
        #expect(HostTool.required(for: .arm64, host: .x86_64, prefix: "my-").last?.program == "my-gcc")
        #expect(HostTool.crossPrefix(for: .x86_64, host: .arm64) == "x86_64-linux-gnu-")
    }
}
