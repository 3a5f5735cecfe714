import CpioArchive
import SystemPackage
import Testing
import UnikraftTesting

@Suite struct InteropTests {
    /// What must be equal after extraction, besides the data. Sizes of directories mean nothing. GNU cpio
    /// does not set the times of symlinks, and those of directories before it puts files in.
    static func listing(allTimes: Bool) -> String {
        let sizes = #"s/^(.*\|d\|[0-9]+\|)[0-9]+/\1/; s/\.[0-9]+$//"#
        let times = allTimes ? "" : #"; s/^(.*\|[dl]\|.*\|)[0-9]+$/\1/"#
        return #"find . -mindepth 1 -printf '%P|%y|%m|%s|%l|%U|%G|%T@\n' | sed -E '"# + sizes + times
            + "' | LC_ALL=C sort"
    }

    @Test(arguments: CpioProfile.allCases, [CpioFormat.newc, .crc])
    func gnuCpioAndBsdcpioExtractTheSameTree(profile: CpioProfile, format: CpioFormat) throws {
        let temporary = try TemporaryDirectory()
        let tree = temporary.path.appending("tree")
        try SampleTree.make(in: tree)
        if profile == .linux { try SampleTree.addLinks(in: tree) }
        if profile == .linux, isRoot { try SampleTree.addSpecialFiles(in: tree) }
        let archive = temporary.path.appending("out.cpio")
        let options = CpioOptions(profile: profile, format: format, normalization: .keepMetadata)
        try DirectoryPacker(tree).pack(to: archive, options: options)
        for tool in ["cpio -idm --quiet", "bsdcpio -idm --quiet"] {
            let place = temporary.path.appending("extracted")
            try shell("mkdir '\(place)'; cd '\(place)' && \(tool) < '\(archive)'")
            // bsdcpio makes an empty file of a socket.
            if tool.hasPrefix("bsd") { try shell("rm -f '\(tree)/dev/socket' '\(place)/dev/socket'") }
            try expectSameTree(tree, place)
            let listing = Self.listing(allTimes: tool.hasPrefix("bsd"))
            try shell("cd '\(tree)'; \(listing) > ../one; cd '\(place)'; \(listing) > ../other; diff ../one ../other")
            try shell("rm -rf '\(place)'")
        }
    }
}
