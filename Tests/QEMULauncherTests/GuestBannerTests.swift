import SystemPackage
import Testing
import UnikraftTesting

@testable import QEMULauncher

/// The banners of Unikraft 0.16.3 (lib/ukboot/banner.c).
@Suite("The banner of a guest's kernel")
struct GuestBannerTests {
    private static let art = [
        "Powered by", "o.   .o       _ _               __ _", "Oo   Oo  ___ (_) | __ __  __ _ ' _) :_",
        "oO   oO ' _ `| | |/ /  _)' _` | |_|  _)", "oOo oOO| | | | |   (| | | (_) |  _) :_",
        " OoOoO ._, ._:_:_,\\_._,  .__,_:_, \\___)", "                Telesto 0.16.3~e453b74a",
    ]
    private static let coloured = art.map { "\u{1b}[0m\u{1b}[37m\($0)\u{1b}[0m" }
    private static let classic = [
        "Welcome to  _ __             _____", " __ _____  (_) /__ _______ _/ _/ /_",
        "/ // / _ \\/ /  '_// __/ _ `/ _/ __/",
        "\\_,_/_//_/_/_/\\_\\/_/  \\_,_/_/ \\__/", "            Telesto 0.16.3~e453b74a",
    ]

    @Test(arguments: [art, coloured, classic, ["Powered by Unikraft Telesto (0.16.3~e453b74a)"]])
    func eachIsHeldBackToItsEnd(lines: [String]) {
        var filter = BootFilter(banner: GuestBanner(guest: .unikraft))
        var shown: [UInt8] = []
        for line in ["SeaBIOS", "en1: Added"] + lines { shown += filter.feed(Array("\(line)\r\n".utf8)) }
        #expect(shown.isEmpty && filter.hasPassed)
        #expect(filter.feed(Array("hello\n".utf8)) == Array("hello\n".utf8))

        var report = GuestReport(guest: .unikraft)
        for line in lines { report.feed(Array("\(line)\r".utf8)) }
        #expect(report.sawBanner)
        #expect(MachineExit(report: report, wasStopped: false, hypervisor: .orderly) == .finished(status: nil))
    }

    @Test func artWithoutItsVersionEndsAllTheSame() {
        var banner = GuestBanner(guest: .unikraft)
        for line in ["Powered by"] + [String](repeating: "x", count: 6) { banner.feed(line) }
        #expect(banner.hasEnded)
    }

    @Test func aKernelWithoutABannerIsKnownByItsFile() throws {
        let directory = try TemporaryDirectory()
        let filler = [UInt8](repeating: 7, count: (1 << 20) - 5)
        #expect(!GuestBanner.isIn(try directory.write("none", filler + filler)))
        // Over the end of what is read at once.
        #expect(GuestBanner.isIn(try directory.write("one", filler + Array("Powered by\n".utf8) + filler)))
        var report = GuestReport(guest: .unikraft, hasBanner: false)
        #expect(MachineExit(report: report, wasStopped: false, hypervisor: .orderly) == .silent)
        report.feed(Array("hello".utf8))
        #expect(MachineExit(report: report, wasStopped: false, hypervisor: .orderly) == .finished(status: nil))
        var silent = GuestReport(guest: .unikraft)
        silent.feed(Array("en1: Added".utf8))
        #expect(MachineExit(report: silent, wasStopped: false, hypervisor: .orderly) == .silent)
    }

    /// A program may use the kernel's words; its lines name no library.
    @Test(arguments: [
        ("[    0.17] ERR:  [libvfscore] <fs.c @ 12> init: No such file or directory", true),
        ("ERR: [appelfloader] /a: Exec format error (-8)", true),
        ("ERR: cache: No such file or directory, going on without it", false),
        ("12:01 ERR: [libfoo] No such file or directory", false),
        ("app: ERR: [libfoo] No such file or directory", false), ("CRIT: battery is low", false),
        ("[    0.1] CRIT: [libukvmem] page fault at 0x0", true),
    ])
    func linesOfTheKernel(line: String, isKernels: Bool) {
        var report = GuestReport(guest: .unikraft)
        report.feed(Array("Powered by Unikraft x".utf8))
        report.feed(Array(line.utf8))
        let exit = MachineExit(report: report, wasStopped: false, hypervisor: .orderly)
        #expect(exit.isSuccess != isKernels, "\(exit)")
    }
}
