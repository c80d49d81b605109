import FerryCore
import Testing

@testable import FerryBatch

@Suite struct CatalogFilterTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_000_000)

    private func entry(_ name: String, bytes: Int64 = 100, age: Double? = 50) -> CatalogEntry {
        CatalogEntry(
            name: name, place: .file("/\(name)"), bytes: bytes, version: "1",
            modified: age.map { Self.now.advanced(bySeconds: -$0) })
    }

    @Test("includes, excludes, sizes and ages all have to agree")
    func agrees() throws {
        var filter = CatalogFilter()
        #expect(filter.means(entry("a.txt"), now: Self.now))
        filter.includes = [try #require(GlobPattern("*.webm"))]
        filter.excludes = [try #require(GlobPattern("raw/**"))]
        #expect(filter.means(entry("x/a.webm"), now: Self.now))
        #expect(!filter.means(entry("a.txt"), now: Self.now))
        #expect(!filter.means(entry("raw/a.webm"), now: Self.now))
        (filter.minBytes, filter.maxBytes) = (100, 200)
        #expect(filter.means(entry("a.webm", bytes: 200), now: Self.now))
        #expect(!filter.means(entry("a.webm", bytes: 99), now: Self.now))
        #expect(!filter.means(entry("a.webm", bytes: 201), now: Self.now))
        (filter.minAge, filter.maxAge) = (10, 60)
        #expect(filter.means(entry("a.webm", age: 60), now: Self.now))
        #expect(!filter.means(entry("a.webm", age: 9), now: Self.now))
        #expect(!filter.means(entry("a.webm", age: 61), now: Self.now))
        #expect(!filter.means(entry("a.webm", age: nil), now: Self.now))
    }

    @Test("every part of a filter tells it from others")
    func tells() throws {
        var filters = [CatalogFilter()]
        let pattern = try #require(GlobPattern("*.webm"))
        filters.append(contentsOf: (0..<6).map { _ in CatalogFilter() })
        filters[1].includes = [pattern]
        filters[2].excludes = [pattern]
        filters[3].minBytes = 1
        filters[4].maxBytes = 1
        filters[5].minAge = 1
        filters[6].maxAge = 1
        #expect(Set(filters.map(\.identity)).count == filters.count)
    }
}
