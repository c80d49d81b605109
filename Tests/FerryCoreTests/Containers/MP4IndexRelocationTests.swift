import FerryTesting
import Testing

@testable import FerryCore

@Suite struct MP4IndexRelocationTests {
    /// A file as libavformat writes it: type, free space, media, index.
    private func file(_ movie: [UInt8], media: Int = 200) -> [UInt8] {
        BoxText.box("ftyp", Array("isom\0\0\0\0".utf8)) + BoxText.box("free", [])
            + BoxText.box("mdat", (0..<media).map { UInt8(truncatingIfNeeded: $0) }) + movie
    }

    @Test("an index at the end moves to the front, and every offset with it") func moves() throws {
        let tables = [BoxText.offsets([32, 60, 100], isWide: false), BoxText.offsets([40, 90], isWide: true)]
        let movie = BoxText.movie(tables)
        let bytes = file(movie)
        let plan = try #require(try MP4IndexRelocation.plan(MemoryByteSource(bytes)))
        #expect(plan.index.count == movie.count)
        #expect(plan.originalIndex == Int64(bytes.count - movie.count)..<Int64(bytes.count))
        #expect(plan.pieces == [.file(0..<16), .index, .file(16..<plan.originalIndex.lowerBound)])
        try RelocationJudge.expectSound(bytes, plan)
    }

    @Test("the layout takes the index from where it was written") func layout() throws {
        let bytes = file(BoxText.movie([BoxText.offsets([32], isWide: false)]))
        let plan = try #require(try MP4IndexRelocation.plan(MemoryByteSource(bytes)))
        let layout = plan.layout(of: .rendition, indexAt: Int64(bytes.count))
        #expect(layout.isClosed)
        #expect(
            layout.extents == [
                Extent(file: .rendition, offset: 0, length: 16),
                Extent(file: .rendition, offset: Int64(bytes.count), length: Int64(plan.index.count)),
                Extent(file: .rendition, offset: 16, length: 216),
            ])
        #expect(layout.length == Int64(bytes.count))
    }

    @Test("an index in front stays, and a file without one is refused") func stays() throws {
        let front = BoxText.box("ftyp", []) + BoxText.movie([]) + BoxText.box("mdat", [1])
        #expect(try MP4IndexRelocation.plan(MemoryByteSource(front)) == nil)
        #expect(code(BoxText.box("ftyp", []) + BoxText.box("mdat", [1])) == .mediaNoIndex)
        #expect(code([]) == .mediaNoIndex)
    }

    @Test("media behind the old index, long headers, an index to the end of the file") func shapes() throws {
        let movie = BoxText.movie([BoxText.offsets([24, 30], isWide: false)])
        let behind = BoxText.box("ftyp", []) + BoxText.box("mdat", [UInt8](repeating: 7, count: 40), isLong: true)
        let table = BoxText.offsets([24, behind.count + movie.count + 8], isWide: false)
        let both = behind + BoxText.movie([table]) + BoxText.box("mdat", Array("tail".utf8))
        let plan = try #require(try MP4IndexRelocation.plan(MemoryByteSource(both)))
        #expect(plan.pieces.count == 4)
        try RelocationJudge.expectSound(both, plan)

        var open = file(movie)
        open.replaceSubrange(open.count - movie.count..<open.count - movie.count + 4, with: [0, 0, 0, 0])
        let openPlan = try #require(try MP4IndexRelocation.plan(MemoryByteSource(open)))
        #expect(openPlan.index == (try MP4IndexRelocation.plan(MemoryByteSource(file(movie)))?.index))

        let noType = BoxText.box("mdat", [1, 2, 3]) + BoxText.movie([BoxText.offsets([8], isWide: false)])
        let noTypePlan = try #require(try MP4IndexRelocation.plan(MemoryByteSource(noType)))
        #expect(noTypePlan.pieces.first == .index)
        try RelocationJudge.expectSound(noType, noTypePlan)
    }

    @Test(
        "a table is widened where an offset would pass 32 bits, and what that moves is counted",
        arguments: [-200, -24, -4, 0, 4, 24, 200])
    func widening(_ distance: Int) throws {
        // The offsets stand so that they pass the limit only when the index, or the widened tables, push them over it.
        let limit = Int(UInt32.max)
        let template = BoxText.movie((0..<3).map { _ in BoxText.offsets([0, 0], isWide: false) })
        let edge = limit - template.count + distance
        let values = [[100, edge - 8], [100, edge], [100, 200]]
        let movie = BoxText.movie(values.map { BoxText.offsets($0, isWide: false) })
        let media = limit + 1000
        let head = BoxText.box("ftyp", [])
        let header = BoxText.number(1, bytes: 4) + Array("mdat".utf8) + BoxText.number(media, bytes: 8)
        let place = Int64(head.count + media)
        let source = SparseByteSource(
            byteCount: place + Int64(movie.count), parts: [(0, head + header), (place, movie)])
        let plan = try #require(try MP4IndexRelocation.plan(source))
        let tables = try RelocationJudge.tables(plan.index)
        #expect(tables.map(\.offsets) == values.map { $0.map { $0 + plan.index.count } })
        for table in tables {
            let mustBeWide = table.offsets.contains { $0 > limit }
            #expect(table.isWide == mustBeWide)
        }
        #expect(plan.index.count == movie.count + tables.filter(\.isWide).count * 8)
        if distance <= -24 { #expect(!tables.contains { $0.isWide }) }
        if distance >= 24 { #expect(tables[0].isWide && tables[1].isWide && !tables[2].isWide) }
    }

    static let refusals: [(String, [UInt8], FerryError.Code)] = [
        (
            "saio", BoxText.movie([BoxText.offsets([32], isWide: false) + BoxText.box("saio", [])]),
            .mediaForbiddenFormat
        ),
        ("cmov", BoxText.box("moov", BoxText.box("cmov", [])), .mediaForbiddenFormat),
        (
            "iloc",
            BoxText.movie(
                [], more: BoxText.box("meta", [0, 0, 0, 0] + BoxText.box("hdlr", []) + BoxText.box("iloc", []))),
            .mediaForbiddenFormat
        ),
        (
            "iloc of QuickTime",
            BoxText.movie(
                [], more: BoxText.box("udta", BoxText.box("meta", BoxText.box("hdlr", []) + BoxText.box("iloc", [])))),
            .mediaForbiddenFormat
        ),
        ("media elsewhere", BoxText.box("moov", BoxText.reference()) + [], .mediaForbiddenFormat),
        ("two indexes", BoxText.movie([]) + BoxText.movie([]), .mediaNotMedia),
        ("fragments", BoxText.movie([]) + BoxText.box("moof", []), .mediaForbiddenFormat),
        ("a fragment index", BoxText.movie([]) + BoxText.box("mfra", []), .mediaForbiddenFormat),
        ("an offset behind the end", BoxText.movie([BoxText.offsets([100_000], isWide: false)]), .mediaNotMedia),
        ("an offset into the index", BoxText.movie([BoxText.offsets([250], isWide: false)]), .mediaNotMedia),
        (
            "a table longer than its box",
            BoxText.movie([BoxText.box("stco", BoxText.number(0, bytes: 4) + BoxText.number(9, bytes: 4))]),
            .mediaNotMedia
        ),
        (
            "a table shorter than its box", BoxText.movie([BoxText.box("stco", BoxText.number(0, bytes: 12))]),
            .mediaNotMedia
        ),
        ("no table at all in its box", BoxText.movie([BoxText.box("stco", [])]), .mediaNotMedia),
        (
            "a box larger than its parent", BoxText.box("moov", BoxText.number(99, bytes: 4) + Array("trak".utf8)),
            .mediaNotMedia
        ),
        (
            "a box without size inside", BoxText.box("moov", BoxText.number(0, bytes: 4) + Array("trak".utf8)),
            .mediaNotMedia
        ),
        ("half a header", BoxText.box("moov", [0, 0, 0]), .mediaNotMedia),
        ("too many tables", BoxText.movie((0..<1025).map { _ in BoxText.offsets([], isWide: false) }), .mediaNotMedia),
        (
            "too deep", (0..<20).reduce(BoxText.box("moov", [])) { inner, _ in BoxText.box("moov", inner) },
            .mediaNotMedia
        ),
    ]

    @Test("what cannot be moved safely is refused", arguments: refusals.filter { $0.0 != "media elsewhere" })
    func refusal(_ name: String, _ movie: [UInt8], _ expected: FerryError.Code) {
        #expect(code(file(movie)) == expected, "\(name)")
    }

    @Test("media in another file are refused") func elsewhere() {
        let movie = BoxText.box(
            "moov",
            BoxText.box(
                "trak", BoxText.box("mdia", BoxText.box("minf", BoxText.box("dinf", BoxText.reference(isOwn: false))))))
        #expect(code(file(movie)) == .mediaForbiddenFormat)
    }

    private func code(_ bytes: [UInt8]) -> FerryError.Code? {
        do throws(FerryError) {
            _ = try MP4IndexRelocation.plan(MemoryByteSource(bytes))
            return nil
        } catch {
            return error.code
        }
    }

    @Test("real files keep every sample", arguments: ["phone_rot90.mp4", "old_amr.3gp"])
    func real(_ name: String) throws {
        let bytes = try Resource.bytes("Containers/\(name)")
        let plan = try #require(try MP4IndexRelocation.plan(MemoryByteSource(bytes)))
        try RelocationJudge.expectSound(bytes, plan)
        let moved = RelocationJudge.object(bytes, plan)
        let survey = try ContainerSurvey.mp4(MemoryByteSource(moved))
        #expect(survey.isIndexInFront && !survey.isTruncated)
        #expect(try MP4IndexRelocation.plan(MemoryByteSource(moved)) == nil)
    }

    @Test("a damaged index is refused or moved consistently, never more", arguments: 0..<8)
    func damage(_ number: UInt64) throws {
        let bytes = try Resource.bytes("Containers/phone_rot90.mp4")
        let start = 40 + 37022
        var seed = SeededRandom(seed: number)
        var moved = 0
        for round in 0..<150 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &seed) {
                let place = Int.random(in: start..<changed.count, using: &seed)
                switch Int.random(in: 0..<4, using: &seed) {
                case 0: changed.remove(at: place)
                case 1: changed.insert(UInt8.random(in: 0...255, using: &seed), at: place)
                default: changed[place] = UInt8.random(in: 0...255, using: &seed)
                }
            }
            guard let plan = try? MP4IndexRelocation.plan(MemoryByteSource(changed)) else { continue }
            moved += 1
            try RelocationJudge.expectSound(changed, plan, "seed \(number), round \(round)")
        }
        #expect(moved > 0, "seed \(number): no damage was survived, so nothing was checked")
    }
}
