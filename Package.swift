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
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

/// A module that others may import, as a product of its own.
let modules = [
    "UnikraftCore", "CpioArchive", "TarArchive", "ELFInspector", "KraftfileModel", "DockerfileModel", "OCIModel",
    "NetdevBridge", "SubprocessLauncher", "AsyncHTTPTransport", "RootfsModel", "OCIDistribution", "KernelBuilder",
    "QEMULauncher", "RootfsBuilder", "Unikraft", "UnikraftTesting",
]

let package = Package(
    name: "swift-unikraft",
    products: modules.map { .library(name: $0, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    ],
    targets: [
        // Floor 0: what every other module may stand on.
        .target(name: "CLinux"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Gzip", dependencies: ["CZlib"]),
        .target(name: "SystemSupport", dependencies: ["CLinux", systemPackage]),
        .target(name: "UnikraftCore"),

        // Floor 1: one format or one interface of the system each.
        .target(
            name: "AsyncHTTPTransport",
            dependencies: [
                "UnikraftCore", .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        .target(name: "CpioArchive", dependencies: ["CLinux", "Gzip", "SystemSupport", systemPackage]),
        .target(name: "DockerfileModel", dependencies: ["UnikraftCore"]),
        .target(
            name: "ELFInspector", dependencies: ["CLinux", "SystemSupport", "UnikraftCore", systemPackage],
            // One internal type hands out spans of its own bytes.
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(name: "KraftfileModel", dependencies: ["SystemSupport", "UnikraftCore", systemPackage]),
        .target(name: "NetdevBridge", dependencies: ["CLinux", "SystemSupport", "UnikraftCore", systemPackage]),
        .target(name: "OCIModel"),
        .target(
            name: "SubprocessLauncher",
            dependencies: [
                "CLinux", "SystemSupport", "UnikraftCore", systemPackage,
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        .target(name: "TarArchive", dependencies: ["SystemSupport", systemPackage]),

        // Floor 2: trees and images.
        .target(
            name: "OCIDistribution",
            dependencies: [
                "CLinux", "Gzip", "OCIModel", "SystemSupport", "TarArchive", "UnikraftCore", systemPackage, crypto,
            ]),
        .target(name: "RootfsModel", dependencies: ["CLinux", "SystemSupport", systemPackage]),

        // Floor 3: what builds and what runs.
        .target(
            name: "KernelBuilder",
            dependencies: [
                "ELFInspector", "Gzip", "KraftfileModel", "SystemSupport", "TarArchive", "UnikraftCore", systemPackage,
                crypto,
            ]),
        .target(
            name: "QEMULauncher", dependencies: ["CLinux", "SystemSupport", "UnikraftCore", systemPackage],
            exclude: ["Acceleration/ProbeKernel.S"]),
        .target(
            name: "RootfsBuilder",
            dependencies: [
                "CpioArchive", "DockerfileModel", "ELFInspector", "Gzip", "OCIDistribution", "OCIModel", "RootfsModel",
                "SystemSupport", "TarArchive", "UnikraftCore", systemPackage, crypto,
            ]),

        // Floor 4: the pipelines, and the fakes that go with the seams.
        .target(
            name: "Unikraft",
            dependencies: [
                "DockerfileModel", "ELFInspector", "KernelBuilder", "KraftfileModel", "NetdevBridge", "OCIDistribution",
                "OCIModel", "QEMULauncher", "RootfsBuilder", "RootfsModel", "SubprocessLauncher", "SystemSupport",
                "UnikraftCore", systemPackage,
            ]),
        .target(
            name: "UnikraftTesting",
            dependencies: [
                "CLinux", "CpioArchive", "Gzip", "NetdevBridge", "OCIDistribution", "OCIModel", "QEMULauncher",
                "RootfsBuilder", "SystemSupport", "TarArchive", "UnikraftCore", systemPackage,
            ]),

        .testTarget(
            name: "AsyncHTTPTransportTests", dependencies: ["AsyncHTTPTransport", "UnikraftCore", "UnikraftTesting"]),
        .testTarget(
            name: "CpioArchiveTests", dependencies: ["CpioArchive", "Gzip", "UnikraftTesting", systemPackage]),
        .testTarget(name: "DockerfileModelTests", dependencies: ["DockerfileModel", "UnikraftCore"]),
        .testTarget(
            name: "ELFInspectorTests",
            dependencies: ["ELFInspector", "SystemSupport", "UnikraftTesting", systemPackage]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "NetdevBridge", "QEMULauncher", "SubprocessLauncher", "UnikraftCore", "UnikraftTesting", systemPackage,
            ],
            exclude: ["Arm64Guest.S"]),
        .testTarget(name: "GzipTests", dependencies: ["Gzip"]),
        .testTarget(
            name: "KernelBuilderTests",
            dependencies: [
                "ELFInspector", "KernelBuilder", "KraftfileModel", "SubprocessLauncher", "SystemSupport",
                "UnikraftCore", "UnikraftTesting", systemPackage,
            ]),
        .testTarget(
            name: "KraftfileModelTests",
            dependencies: ["KraftfileModel", "UnikraftCore", "UnikraftTesting", systemPackage]),
        .testTarget(
            name: "NetdevBridgeTests",
            dependencies: [
                "CLinux", "NetdevBridge", "SystemSupport", "UnikraftCore", "UnikraftTesting", systemPackage,
            ]),
        .testTarget(
            name: "OCIDistributionTests",
            dependencies: [
                "AsyncHTTPTransport", "Gzip", "OCIDistribution", "OCIModel", "SubprocessLauncher", "SystemSupport",
                "TarArchive", "UnikraftCore", "UnikraftTesting", systemPackage, crypto,
            ]),
        .testTarget(name: "OCIModelTests", dependencies: ["OCIModel"]),
        .testTarget(
            name: "QEMULauncherTests",
            dependencies: [
                "QEMULauncher", "SubprocessLauncher", "SystemSupport", "UnikraftCore", "UnikraftTesting", systemPackage,
            ]),
        .testTarget(
            name: "RootfsBuilderTests",
            dependencies: [
                "AsyncHTTPTransport", "CpioArchive", "DockerfileModel", "ELFInspector", "OCIDistribution", "OCIModel",
                "RootfsBuilder", "RootfsModel", "SubprocessLauncher", "TarArchive", "UnikraftCore", "UnikraftTesting",
                systemPackage,
            ]),
        .testTarget(name: "RootfsModelTests", dependencies: ["RootfsModel", "UnikraftTesting", systemPackage]),
        .testTarget(
            name: "SubprocessLauncherTests",
            dependencies: ["SubprocessLauncher", "UnikraftCore", "UnikraftTesting", systemPackage]),
        .testTarget(name: "SystemSupportTests", dependencies: ["SystemSupport", "UnikraftTesting", systemPackage]),
        .testTarget(
            name: "TarArchiveTests", dependencies: ["SystemSupport", "TarArchive", "UnikraftTesting", systemPackage]),
        .testTarget(name: "UnikraftCoreTests", dependencies: ["UnikraftCore"]),
        .testTarget(
            name: "UnikraftTests",
            dependencies: [
                "CpioArchive", "DockerfileModel", "KernelBuilder", "KraftfileModel", "OCIDistribution", "OCIModel",
                "RootfsBuilder", "RootfsModel", "SubprocessLauncher", "Unikraft", "UnikraftCore", "UnikraftTesting",
                systemPackage,
            ]),
    ]
)

for target in package.targets where target.type != .system && target.name != "CLinux" {
    let memorySafety: [SwiftSetting] = target.type == .test ? [] : [.strictMemorySafety()]
    target.swiftSettings = (target.swiftSettings ?? []) + houseRules + memorySafety
}
