// swift-tools-version: 6.2
import PackageDescription

let houseRules: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

func sdk(_ name: String) -> Target.Dependency {
    .product(name: name, package: "swift-unikraft")
}

let package = Package(
    name: "swift-unikraft-examples",
    products: [.executable(name: "kraft", targets: ["kraft"])],
    dependencies: [
        .package(name: "swift-unikraft", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        .executableTarget(
            name: "kraft",
            dependencies: [
                sdk("AsyncHTTPTransport"), sdk("CpioArchive"), sdk("ELFInspector"), sdk("KernelBuilder"),
                sdk("KraftfileModel"), sdk("NetdevBridge"), sdk("OCIDistribution"), sdk("OCIModel"),
                sdk("RootfsBuilder"), sdk("RootfsModel"), sdk("SubprocessLauncher"), sdk("Unikraft"),
                sdk("UnikraftCore"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: houseRules),
        .executableTarget(
            name: "custom-source", dependencies: [sdk("RootfsModel"), sdk("Unikraft")], swiftSettings: houseRules),
        .executableTarget(name: "fleet", dependencies: [sdk("Unikraft")], swiftSettings: houseRules),
        .executableTarget(
            name: "push-image",
            dependencies: [
                sdk("AsyncHTTPTransport"), sdk("OCIDistribution"), sdk("OCIModel"), sdk("TarArchive"),
            ], swiftSettings: houseRules),
        .executableTarget(
            name: "rootfs-doctor",
            dependencies: [
                sdk("ELFInspector"), sdk("RootfsBuilder"), sdk("RootfsModel"), sdk("UnikraftCore"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: houseRules),
        .executableTarget(name: "serve-nginx", dependencies: [sdk("Unikraft")], swiftSettings: houseRules),
        .testTarget(
            name: "KraftTests",
            dependencies: [
                "kraft", sdk("SubprocessLauncher"), sdk("UnikraftCore"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], swiftSettings: houseRules),
    ]
)
