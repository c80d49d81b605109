import FerryCore
import FerryTesting
import Testing

@testable import FerryBatch

@Suite struct StabilityWatchTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_000_000)

    private func entry(bytes: Int64 = 10, modified: Double) -> CatalogEntry {
        CatalogEntry(
            name: "a", place: .file("/a"), bytes: bytes, version: "\(modified)",
            modified: Self.start.advanced(bySeconds: modified))
    }

    private func look(_ watch: inout StabilityWatch, _ entry: CatalogEntry, at seconds: Double) -> Bool {
        watch.begin()
        defer { watch.end() }
        return watch.isStable(entry, at: Self.start.advanced(bySeconds: seconds))
    }

    @Test("a recording that grows is left alone until it has not changed for so long")
    func waits() {
        var watch = StabilityWatch(seconds: 10)
        #expect(!look(&watch, entry(bytes: 10, modified: 0), at: 1))
        #expect(!look(&watch, entry(bytes: 20, modified: 5), at: 6))
        #expect(!look(&watch, entry(bytes: 20, modified: 5), at: 14))
        #expect(watch.patience(nil) != nil)
        #expect(look(&watch, entry(bytes: 20, modified: 5), at: 16))
        #expect(watch.patience(nil) == nil)
        #expect(watch.patience(30) == 30)
    }

    @Test("one that grows while its time stands still is left alone too")
    func sizeAlone() {
        var watch = StabilityWatch(seconds: 10)
        #expect(!look(&watch, entry(bytes: 10, modified: -20), at: 0))
        #expect(!look(&watch, entry(bytes: 11, modified: -20), at: 9))
        #expect(!look(&watch, entry(bytes: 11, modified: -20), at: 18))
        #expect(look(&watch, entry(bytes: 11, modified: -20), at: 19))
    }

    @Test("an old one is taken at once, one from the future when two looks agree")
    func ends() {
        var watch = StabilityWatch(seconds: 10)
        #expect(look(&watch, entry(modified: -7200), at: 0))
        #expect(!look(&watch, entry(modified: 500), at: 0))
        #expect(look(&watch, entry(modified: 500), at: 10))
        var none = StabilityWatch(seconds: nil)
        #expect(look(&none, entry(modified: 0), at: 0))
    }

    @Test("whatever happens to a file, it is taken only after so long in one form", arguments: 0..<40)
    func property(_ seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var watch = StabilityWatch(seconds: 10)
        var (time, bytes, changed, seen) = (0.0, Int64(1), 0.0, 0.0)
        for _ in 0..<200 {
            time += Double.random(in: 0..<6, using: &random)
            if Int.random(in: 0..<4, using: &random) == 0 { (bytes, changed) = (bytes + 1, time) }
            let isTaken = look(&watch, entry(bytes: bytes, modified: changed), at: time)
            if isTaken { #expect(time - changed >= 10, "seed \(seed)") }
            seen = max(seen, time - changed)
        }
        #expect(seen > 0)
    }
}
