// swift-tools-version: 6.2
import PackageDescription

/// The rules of the house, the same for every Swift target. Tests alone may call C without marking it unsafe.
let houseRules: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

/// A module that others may import, as a product of its own.
let modules = [
    "UnikraftCore", "CpioArchive", "ELFInspector", "KraftfileModel", "DockerfileModel", "NetdevBridge",
    "SubprocessLauncher", "QEMULauncher", "RootfsBuilder", "Unikraft", "UnikraftTesting",
]

let package = Package(
    name: "swift-unikraft",
    products: modules.map { .library(name: $0, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // Floor 0: what every other module may stand on.
        .target(name: "CLinux"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Gzip", dependencies: ["CZlib"]),
        .target(name: "SystemSupport", dependencies: ["CLinux", systemPackage]),
        .target(name: "UnikraftCore"),

        // Floor 1: one format or one interface of the system each.
        .target(name: "CpioArchive", dependencies: ["CLinux", "Gzip", "SystemSupport", systemPackage]),
        .target(name: "DockerfileModel", dependencies: ["UnikraftCore"]),
        .target(
            name: "ELFInspector", dependencies: ["CLinux", "SystemSupport", systemPackage],
            // One internal type hands out spans of its own bytes.
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(name: "KraftfileModel", dependencies: ["SystemSupport", "UnikraftCore", systemPackage]),
        .target(name: "NetdevBridge", dependencies: ["CLinux", "SystemSupport", "UnikraftCore", systemPackage]),
        .target(
            name: "SubprocessLauncher",
            dependencies: [
                "CLinux", "SystemSupport", "UnikraftCore", systemPackage,
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),

        // Floor 3: what builds and what runs.
        .target(
            name: "QEMULauncher", dependencies: ["CLinux", "SystemSupport", "UnikraftCore", systemPackage],
            exclude: ["Acceleration/ProbeKernel.S"]),
        .target(
            name: "RootfsBuilder", dependencies: ["CpioArchive", "ELFInspector", "SystemSupport", systemPackage]),

        // Floor 4: the pipelines, and the fakes that go with the seams.
        .target(
            name: "Unikraft",
            dependencies: [
                "CpioArchive", "DockerfileModel", "ELFInspector", "KraftfileModel", "NetdevBridge", "QEMULauncher",
                "RootfsBuilder", "SubprocessLauncher", "SystemSupport", "UnikraftCore", systemPackage,
            ]),
        .target(name: "UnikraftTesting", dependencies: ["NetdevBridge", "UnikraftCore", systemPackage]),

        .testTarget(
            name: "CpioArchiveTests", dependencies: ["CpioArchive", "Gzip", "UnikraftTesting", systemPackage]),
        .testTarget(name: "DockerfileModelTests", dependencies: ["DockerfileModel", "UnikraftCore"]),
        .testTarget(
            name: "ELFInspectorTests",
            dependencies: ["ELFInspector", "SystemSupport", "UnikraftTesting", systemPackage]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["QEMULauncher", "SubprocessLauncher", "UnikraftCore", "UnikraftTesting", systemPackage]),
        .testTarget(name: "GzipTests", dependencies: ["Gzip"]),
        .testTarget(
            name: "KraftfileModelTests",
            dependencies: ["KraftfileModel", "UnikraftCore", "UnikraftTesting", systemPackage]),
        .testTarget(
            name: "NetdevBridgeTests",
            dependencies: [
                "CLinux", "NetdevBridge", "SystemSupport", "UnikraftCore", "UnikraftTesting", systemPackage,
            ]),
        .testTarget(
            name: "QEMULauncherTests",
            dependencies: [
                "QEMULauncher", "SubprocessLauncher", "SystemSupport", "UnikraftCore", "UnikraftTesting", systemPackage,
            ]),
        .testTarget(
            name: "RootfsBuilderTests",
            dependencies: [
                "CpioArchive", "ELFInspector", "RootfsBuilder", "SubprocessLauncher", "UnikraftCore", "UnikraftTesting",
                systemPackage,
            ]),
        .testTarget(
            name: "SubprocessLauncherTests",
            dependencies: ["SubprocessLauncher", "UnikraftCore", "UnikraftTesting", systemPackage]),
        .testTarget(name: "SystemSupportTests", dependencies: ["SystemSupport", "UnikraftTesting", systemPackage]),
        .testTarget(name: "UnikraftCoreTests", dependencies: ["UnikraftCore"]),
        .testTarget(
            name: "UnikraftTests",
            dependencies: ["KraftfileModel", "Unikraft", "UnikraftCore", "UnikraftTesting", systemPackage]),
    ]
)

for target in package.targets where target.type != .system && target.name != "CLinux" {
    let memorySafety: [SwiftSetting] = target.type == .test ? [] : [.strictMemorySafety()]
    target.swiftSettings = (target.swiftSettings ?? []) + houseRules + memorySafety
}
