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

let package = Package(
    name: "swift-unikraft",
    products: [
        .library(name: "UnikraftCore", targets: ["UnikraftCore"]),
        .library(name: "CpioArchive", targets: ["CpioArchive"]),
        .library(name: "ELFInspector", targets: ["ELFInspector"]),
        .library(name: "KraftfileModel", targets: ["KraftfileModel"]),
        .library(name: "DockerfileModel", targets: ["DockerfileModel"]),
        .library(name: "NetdevBridge", targets: ["NetdevBridge"]),
        .library(name: "SubprocessLauncher", targets: ["SubprocessLauncher"]),
        .library(name: "QEMULauncher", targets: ["QEMULauncher"]),
        .library(name: "OCIModel", targets: ["OCIModel"]),
        .library(name: "TarArchive", targets: ["TarArchive"]),
        .library(name: "OCIDistribution", targets: ["OCIDistribution"]),
        .library(name: "AsyncHTTPTransport", targets: ["AsyncHTTPTransport"]),
        .library(name: "RootfsBuilder", targets: ["RootfsBuilder"]),
        .library(name: "RootfsModel", targets: ["RootfsModel"]),
        .library(name: "Unikraft", targets: ["Unikraft"]),
        .library(name: "UnikraftTesting", targets: ["UnikraftTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    ],
    targets: [
        // Floor 0: what every other module may stand on.
        .target(name: "CLinux"),
        .target(name: "UnikraftCore"),
        .target(name: "SystemSupport", dependencies: ["CLinux", systemPackage]),

        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Gzip", dependencies: ["CZlib"]),

        // Floor 1: one format or one interface of the system each.
        .target(name: "CpioArchive", dependencies: ["CLinux", "Gzip", "SystemSupport", systemPackage]),
        // Lifetimes: one internal type hands out spans of its own bytes.
        .target(
            name: "ELFInspector", dependencies: ["CLinux", "SystemSupport", systemPackage],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(name: "KraftfileModel", dependencies: ["UnikraftCore", .product(name: "Yams", package: "Yams")]),
        .target(name: "DockerfileModel", dependencies: ["UnikraftCore"]),
        .target(name: "NetdevBridge", dependencies: ["UnikraftCore", "SystemSupport", systemPackage]),
        .target(
            name: "SubprocessLauncher",
            dependencies: [
                "CLinux", "SystemSupport", "UnikraftCore", systemPackage,
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),

        .target(name: "OCIModel"),
        .target(name: "TarArchive", dependencies: ["SystemSupport", systemPackage]),
        .target(
            name: "AsyncHTTPTransport",
            dependencies: [
                "UnikraftCore", .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),

        // Floor 2: trees and images.
        .target(name: "RootfsModel", dependencies: ["CLinux", "SystemSupport", systemPackage]),
        .target(
            name: "OCIDistribution",
            dependencies: [
                "CLinux", "Gzip", "OCIModel", "SystemSupport", "TarArchive", "UnikraftCore", systemPackage,
                .product(name: "Crypto", package: "swift-crypto"),
            ]),

        // Floor 3: what builds and what runs.
        .target(
            name: "RootfsBuilder",
            dependencies: [
                "CpioArchive", "DockerfileModel", "ELFInspector", "Gzip", "OCIDistribution", "OCIModel", "RootfsModel",
                "SystemSupport", "TarArchive", "UnikraftCore", systemPackage,
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "QEMULauncher", dependencies: ["CLinux", "SystemSupport", "UnikraftCore", systemPackage],
            exclude: ["Acceleration/ProbeKernel.S"]),

        // Floor 4: the pipelines, and the fakes that go with the seams.
        .target(
            name: "Unikraft",
            dependencies: ["QEMULauncher", "RootfsBuilder", "SubprocessLauncher", "UnikraftCore", systemPackage]),
        .target(name: "UnikraftTesting", dependencies: ["UnikraftCore", systemPackage]),

        .testTarget(
            name: "ELFInspectorTests",
            dependencies: ["ELFInspector", "SystemSupport", "UnikraftTesting", systemPackage]),
        .testTarget(name: "OCIModelTests", dependencies: ["OCIModel"]),
        .testTarget(
            name: "TarArchiveTests", dependencies: ["SystemSupport", "TarArchive", "UnikraftTesting", systemPackage]),
        .testTarget(
            name: "OCIDistributionTests",
            dependencies: [
                "AsyncHTTPTransport", "Gzip", "OCIDistribution", "OCIModel", "SubprocessLauncher", "SystemSupport",
                "TarArchive", "UnikraftCore", "UnikraftTesting", systemPackage,
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "AsyncHTTPTransportTests", dependencies: ["AsyncHTTPTransport", "UnikraftCore", "UnikraftTesting"]),
        .testTarget(name: "UnikraftCoreTests", dependencies: ["UnikraftCore"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["QEMULauncher", "SubprocessLauncher", "UnikraftCore", "UnikraftTesting", systemPackage]),
        .testTarget(
            name: "QEMULauncherTests",
            dependencies: ["QEMULauncher", "SubprocessLauncher", "UnikraftCore", "UnikraftTesting", systemPackage]),
        .testTarget(
            name: "SubprocessLauncherTests",
            dependencies: ["SubprocessLauncher", "UnikraftCore", "UnikraftTesting", systemPackage]),
        .testTarget(
            name: "RootfsModelTests", dependencies: ["RootfsModel", "UnikraftTesting", systemPackage]),
        .testTarget(
            name: "RootfsBuilderTests",
            dependencies: [
                "AsyncHTTPTransport", "CpioArchive", "DockerfileModel", "ELFInspector", "OCIDistribution", "OCIModel",
                "RootfsBuilder", "RootfsModel", "SubprocessLauncher", "TarArchive", "UnikraftCore", "UnikraftTesting",
                systemPackage,
            ]),
        .testTarget(name: "GzipTests", dependencies: ["Gzip"]),
        .testTarget(
            name: "CpioArchiveTests", dependencies: ["CpioArchive", "Gzip", "UnikraftTesting", systemPackage]),
        .testTarget(name: "DockerfileModelTests", dependencies: ["DockerfileModel", "UnikraftCore"]),
        .testTarget(name: "SystemSupportTests", dependencies: ["SystemSupport", "UnikraftTesting", systemPackage]),
    ]
)

for target in package.targets where target.name != "CLinux" && target.type != .system {
    let memorySafety: [SwiftSetting] = target.type == .test ? [] : [.strictMemorySafety()]
    target.swiftSettings = (target.swiftSettings ?? []) + houseRules + memorySafety
}
