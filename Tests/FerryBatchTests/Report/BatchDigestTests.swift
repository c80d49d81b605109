import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryBatch

@Suite struct BatchDigestTests {
    private func item(_ name: String, bytes: Int64, rendition: Int64?) -> BatchReport.Item {
        var account = BatchAccount()
        account.renditionBytes = rendition
        var item = BatchItem(
            number: 1, entry: CatalogEntry(name: name, place: .file(name), bytes: bytes, version: "1"), settings: "",
            updatedAt: Timestamp(microseconds: 0))
        item.account = account
        return BatchReport.Item(item)
    }

    @Test("the largest savings are kept in order, however many items there are", arguments: 0..<5)
    func largest(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var digest = BatchDigest()
        let saved = (0..<500).map { _ in Int64.random(in: -50...100, using: &random) }
        for (index, value) in saved.enumerated() { digest.take(item("f\(index)", bytes: 100, rendition: 100 - value)) }
        #expect(
            digest.savings.map(\.saved) == Array(saved.sorted(by: >).prefix(BatchDigest.mostSavings)), "seed \(seed)")
        #expect(digest.distribution.reduce(0, +) == 500)
    }

    @Test("what saves nothing at all or is twice as large stands at the ends of the distribution")
    func ends() {
        var digest = BatchDigest()
        digest.take(item("a", bytes: 100, rendition: 0))
        digest.take(item("b", bytes: 100, rendition: 900))
        digest.take(item("c", bytes: 0, rendition: 5))
        #expect(digest.distribution.first == 1 && digest.distribution.last == 1)
    }

    @Test("a report reads back as it was written")
    func codable() throws {
        var report = BatchReport(
            startedAt: Timestamp(microseconds: 1), finishedAt: Timestamp(microseconds: 2),
            end: .blocked(FerryError(.spoolFull, "full")), source: "/a", destination: nil, preset: .voice,
            totals: BatchTotals())
        report.items = [item("a", bytes: 1, rendition: nil)]
        #expect(try JSONDecoder().decode(BatchReport.self, from: JSONEncoder().encode(report)) == report)
    }
}
