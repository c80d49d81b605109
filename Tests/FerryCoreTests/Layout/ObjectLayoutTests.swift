import FerryCore
import FerryTesting
import Testing

@Suite struct ObjectLayoutTests {
    private static func asset(_ offset: Int64, _ length: Int64) -> Extent {
        Extent(file: .asset, offset: offset, length: length)
    }

    private static func rendition(_ offset: Int64, _ length: Int64) -> Extent {
        Extent(file: .rendition, offset: offset, length: length)
    }

    static let joins: [(given: [Extent], kept: [Extent])] = [
        ([], []), ([asset(5, 0)], []), ([asset(0, 3)], [asset(0, 3)]),
        ([asset(0, 3), asset(3, 4)], [asset(0, 7)]), ([asset(0, 3), asset(3, 0), asset(3, 4)], [asset(0, 7)]),
        ([asset(0, 3), rendition(3, 4)], [asset(0, 3), rendition(3, 4)]),
        ([asset(0, 3), asset(4, 4)], [asset(0, 3), asset(4, 4)]),
        ([asset(3, 3), asset(0, 3)], [asset(3, 3), asset(0, 3)]),
        ([asset(0, 3), asset(0, 3)], [asset(0, 3), asset(0, 3)]),
    ]

    @Test("adjoining runs of a file are joined and empty ones left out", arguments: joins)
    func joining(given: [Extent], kept: [Extent]) {
        let layout = ObjectLayout(closed: given)
        #expect(layout.extents == kept && layout.isClosed)
        #expect(layout.length == given.reduce(0) { $0 + $1.length })
    }

    /// An index that was written last and goes out first.
    static let relocated = ObjectLayout(closed: [rendition(0, 10), rendition(90, 20), rendition(10, 80)])

    static let ranges: [(range: Range<Int64>, expected: [Extent]?)] = [
        (0..<110, [rendition(0, 10), rendition(90, 20), rendition(10, 80)]), (0..<0, []), (110..<110, []),
        (50..<50, []),
        (9..<31, [rendition(9, 1), rendition(90, 20), rendition(10, 1)]), (10..<30, [rendition(90, 20)]),
        (12..<15, [rendition(92, 3)]), (109..<110, [rendition(89, 1)]), (0..<111, nil), (111..<112, nil), (-1..<5, nil),
        (-5 ..< -1, nil), (.min ..< .max, nil), (0..<(.max), nil),
    ]

    @Test("a range of the object is found in its files, and nothing outside the object is", arguments: ranges)
    func lookup(range: Range<Int64>, expected: [Extent]?) {
        #expect(Self.relocated.extents(of: range) == expected)
    }

    @Test(
        "any range of any layout reads the bytes that laying the runs end to end gives",
        arguments: 0..<50 as Range<UInt64>)
    func againstBytes(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let files: [Extent.FileRole: [UInt8]] = [
            .asset: (0..<100).map { _ in .random(in: 0...255, using: &random) },
            .rendition: (0..<100).map { _ in .random(in: 0...255, using: &random) },
        ]
        func read(_ extents: [Extent]) -> [UInt8] {
            extents.flatMap { files[$0.file, default: []].dropFirst(Int($0.offset)).prefix(Int($0.length)) }
        }
        let runs = (0..<Int.random(in: 0...8, using: &random)).map { _ in
            let offset = Int64.random(in: 0...90, using: &random)
            let file: Extent.FileRole = Bool.random(using: &random) ? .asset : .rendition
            return Extent(file: file, offset: offset, length: .random(in: 0...10, using: &random))
        }
        let object = read(runs)
        var layout = ObjectLayout()
        for run in runs { layout.append(run) }
        #expect(layout.length == Int64(object.count) && read(layout.extents) == object && !layout.isClosed)
        layout.close()
        for lower in 0...object.count {
            let upper = Int.random(in: lower...object.count, using: &random)
            let found = try #require(layout.extents(of: Int64(lower)..<Int64(upper)))
            #expect(read(found) == Array(object[lower..<upper]))
            #expect(found.allSatisfy { $0.length > 0 })
        }
        #expect(try throughJSON(layout) == layout)
    }

    @Test("a whole file is one closed run", arguments: [0, 1, Int64.max])
    func wholeFile(length: Int64) {
        let layout = ObjectLayout(wholeFile: .asset, length: length)
        #expect(layout.extents == (length == 0 ? [] : [Self.asset(0, length)]) && layout.isClosed)
        #expect(layout.length == length && layout != ObjectLayout())
    }
}
