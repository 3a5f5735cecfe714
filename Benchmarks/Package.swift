// swift-tools-version: 6.2
import PackageDescription

let houseRules: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let benchmark: Target.Dependency = .product(name: "Benchmark", package: "benchmark")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

func sdk(_ name: String) -> Target.Dependency {
    .product(name: name, package: "swift-unikraft")
}

let package = Package(
    name: "swift-unikraft-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swift-unikraft", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // The least that a task costs, in C; each benchmark compares with it.
        .target(name: "LoaderFloor"),
        .target(
            name: "ELFWorkloads", dependencies: ["LoaderFloor", sdk("ELFInspector"), systemPackage],
            swiftSettings: houseRules),
        .executableTarget(
            name: "elf-benchmarks", dependencies: ["ELFWorkloads", benchmark], path: "Benchmarks/elf-benchmarks",
            swiftSettings: houseRules, plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        .executableTarget(
            name: "elf-ratio",
            dependencies: ["ELFWorkloads"],
            swiftSettings: houseRules),
        .executableTarget(
            name: "elf-tool", dependencies: [sdk("ELFInspector"), systemPackage], swiftSettings: houseRules,
            linkerSettings: [.unsafeFlags(["-Xlinker", "-s"])]),
        // What the benchmarks and the instruction counts run on.
        .target(name: "KraftfileSamples", swiftSettings: houseRules),
        .executableTarget(
            name: "KraftfileBenchmark", dependencies: [benchmark, "KraftfileSamples", sdk("KraftfileModel")],
            path: "Benchmarks/KraftfileBenchmark",
            swiftSettings: houseRules, plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        .executableTarget(
            name: "kraftfile-work",
            dependencies: ["KraftfileSamples", sdk("KraftfileModel"), sdk("UnikraftCore"), systemPackage],
            swiftSettings: houseRules),
        .executableTarget(
            name: "dockerfile-cost", dependencies: [sdk("DockerfileModel"), sdk("UnikraftCore")],
            swiftSettings: houseRules),
        .executableTarget(
            name: "kconfig-cost", dependencies: [sdk("KernelBuilder"), systemPackage], swiftSettings: houseRules),
        .executableTarget(
            name: "NetdevBridgeBenchmark",
            dependencies: [sdk("NetdevBridge"), sdk("UnikraftCore"), systemPackage], swiftSettings: houseRules),
        .executableTarget(
            name: "QEMULauncherBenchmark",
            dependencies: [
                sdk("QEMULauncher"), sdk("SubprocessLauncher"), sdk("UnikraftCore"), systemPackage,
            ],
            swiftSettings: houseRules),
        .executableTarget(
            name: "cpio-benchmarks", dependencies: [sdk("CpioArchive"), benchmark, systemPackage],
            path: "Benchmarks/cpio-benchmarks", swiftSettings: houseRules,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        .executableTarget(
            name: "cpio-tool", dependencies: [sdk("CpioArchive"), systemPackage], swiftSettings: houseRules,
            // Stripped: valgrind cannot read the debugging information of newer compilers.
            linkerSettings: [.unsafeFlags(["-Xlinker", "-s"])]),
        .executableTarget(
            name: "image-pull",
            dependencies: [
                sdk("AsyncHTTPTransport"), sdk("OCIDistribution"), sdk("OCIModel"), sdk("TarArchive"), systemPackage,
            ],
            swiftSettings: houseRules),
        .executableTarget(
            name: "oci-work", dependencies: [sdk("OCIDistribution"), sdk("OCIModel"), sdk("TarArchive")],
            swiftSettings: houseRules),
        .executableTarget(
            name: "rootfs-tool",
            dependencies: [
                sdk("RootfsBuilder"), sdk("RootfsModel"), sdk("SubprocessLauncher"), sdk("UnikraftCore"), systemPackage,
            ],
            swiftSettings: houseRules),
    ]
)
