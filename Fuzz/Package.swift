// swift-tools-version: 6.2
import PackageDescription

let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

func sdk(_ name: String) -> Target.Dependency {
    .product(name: name, package: "swift-unikraft")
}

/// A libFuzzer target: its only symbol is `LLVMFuzzerTestOneInput`, and libFuzzer brings `main`.
func fuzzTarget(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies,
        swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(["-parse-as-library"])])
}

let package = Package(
    name: "swift-unikraft-fuzz",
    dependencies: [
        .package(name: "swift-unikraft", path: ".."),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        fuzzTarget("challenge", [sdk("OCIDistribution"), sdk("OCIModel"), sdk("UnikraftCore")]),
        fuzzTarget("cpio-reader", [sdk("CpioArchive")]),
        fuzzTarget("elf", [sdk("ELFInspector"), systemPackage]),
        fuzzTarget("fuzz-dockerfile", [sdk("DockerfileModel"), sdk("UnikraftCore")]),
        fuzzTarget("fuzz-dockerignore", [sdk("DockerfileModel"), sdk("UnikraftCore")]),
        fuzzTarget("kconfig", [sdk("KernelBuilder"), sdk("UnikraftCore"), systemPackage]),
        fuzzTarget("kraftfile", [sdk("KraftfileModel"), sdk("UnikraftCore")]),
        fuzzTarget("layer", [sdk("RootfsModel")]),
        fuzzTarget("ld-so-cache", [sdk("ELFInspector")]),
        fuzzTarget("netlink", [sdk("NetdevBridge"), sdk("UnikraftCore")]),
        fuzzTarget("oci-manifest", [sdk("OCIDistribution"), sdk("OCIModel")]),
        fuzzTarget("reference", [sdk("OCIModel"), sdk("UnikraftCore")]),
        fuzzTarget("tar", [sdk("TarArchive")]),
    ]
)
