import FerryTesting
import Foundation
import Testing

@testable import FerryCore

/// A recording in pieces, as Chromium gave them each 500 ms: none begins at an element but the first.
enum Slices {
    static let sizes = [6344, 8593, 30_989, 19_653, 25_530, 32_269, 22_763, 10_173, 22_833, 30_338, 24_242]

    /// The recording in one piece.
    static func whole() throws -> [UInt8] {
        let levels = #filePath.split(separator: "/").dropLast(5)
        return [UInt8](
            try Data(
                contentsOf: URL(filePath: "/" + levels.joined(separator: "/") + "/Samples/media/cr_timeslice_webm.webm")
            ))
    }

    static func chromium() throws -> [[UInt8]] { cut(try whole(), sizes) }

    static func cut(_ bytes: [UInt8], _ sizes: [Int]) -> [[UInt8]] {
        var rest = bytes[...]
        return sizes.map { size in
            defer { rest = rest.dropFirst(size) }
            return Array(rest.prefix(size))
        }
    }

    /// Cuts bytes at places of a seed, each piece at least so long.
    static func random(_ bytes: [UInt8], least: Int, _ random: inout SeededRandom) -> [[UInt8]] {
        var sizes: [Int] = []
        var left = bytes.count
        while left > 3 * least {
            let size = Int.random(in: least...(3 * least), using: &random)
            sizes.append(min(size, left))
            left -= size
        }
        return cut(bytes, sizes + [max(0, left)])
    }

    static func facts(_ pieces: [[UInt8]]) throws -> [PieceFacts] {
        let header = try pieces.compactMap { try PieceHeader.read(MemoryByteSource($0)) }.first
        return try pieces.map { try PieceFacts.read(MemoryByteSource($0), sha256: "\($0.hashValue)", header: header) }
    }

    /// Whether an order gives these bytes; a comparison in an expectation would list the differences for minutes.
    static func gives(_ pieces: [[UInt8]], _ order: PieceOrder, _ whole: [UInt8]) -> Bool {
        joined(pieces, order) == whole
    }

    /// The bytes that an order says.
    static func joined(_ pieces: [[UInt8]], _ order: PieceOrder) -> [UInt8] {
        order.segments.flatMap { segment in
            switch segment {
            case .made(let bytes): bytes
            case .piece(let index, let range): Array(pieces[index][Int(range.lowerBound)..<Int(range.upperBound)])
            }
        }
    }
}

@Suite struct PieceOrderTests {
    private func order(_ pieces: [[UInt8]]) throws -> PieceOrder { try PieceOrder.order(Slices.facts(pieces)) }

    @Test("pieces of a browser come out as one recording, in whatever order they were handed in", arguments: 0..<12)
    func shuffled(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var pieces = try Slices.chromium()
        if seed > 0 { pieces.shuffle(using: &random) }
        let order = try order(pieces)
        #expect(order.gaps == [] && order.duplicates == [] && order.unusedBytes == 0)
        #expect(Slices.gives(pieces, order, try Slices.whole()), "\(order.order)")
    }

    @Test("a piece that is there twice, also cut short, counts once")
    func duplicates() throws {
        var random = SeededRandom(seed: 3)
        var pieces = try Slices.chromium()
        pieces += [pieces[4], pieces[0], Array(pieces[5].dropLast(40)), []]
        pieces.shuffle(using: &random)
        let order = try order(pieces)
        #expect(order.duplicates.count == 3)
        #expect(Slices.gives(pieces, order, try Slices.whole()))
        #expect(order.gaps == [])
    }

    @Test("a missing piece is named with its time, and what is left is sound", arguments: 1..<10)
    func missing(number: Int) throws {
        var pieces = try Slices.chromium()
        pieces.remove(at: number)
        let inOrder = try order(pieces)
        #expect(inOrder.order == Array(pieces.indices))
        let gap = try #require(inOrder.gaps.first)
        #expect(inOrder.gaps.count == 1)
        #expect(gap.seconds > 0.3 && gap.seconds < 1.5, "\(gap)")
        #expect(abs(gap.at - Double(number) * 0.5) < 0.9, "\(gap)")
        var random = SeededRandom(seed: UInt64(number))
        #expect(try order(pieces.shuffled(using: &random)).gaps.isEmpty == false)
    }

    @Test("what is left of a recording that lacks a piece is a whole container", arguments: 1..<10)
    func staysWhole(number: Int) throws {
        var pieces = try Slices.chromium()
        pieces.remove(at: number)
        let survey = try ContainerSurvey.matroska(MemoryByteSource(Slices.joined(pieces, try order(pieces))))
        #expect(survey.isWhole && survey.hasHeader, "\(survey)")
    }

    @Test("without the header's piece, with two recordings, and without bytes there is a clear refusal")
    func refusals() throws {
        let pieces = try Slices.chromium()
        let other = [UInt8](pieces[0].dropLast(100))
        func code(_ pieces: [[UInt8]]) -> FerryError.Code? {
            do { _ = try order(pieces) } catch { return (error as? FerryError)?.code }
            return nil
        }
        #expect(code(Array(pieces.dropFirst())) == .mediaNoHeader)
        #expect(code([[], []]) == .sourceEmpty)
        #expect(code([]) == .sourceEmpty)
        #expect(code([pieces[0], pieces[1], try Resource.bytes("Containers/fx_short_300ms.webm")]) == .mediaNotMedia)
        #expect(code([pieces[0], other]) == nil)
    }

    @Test("pieces cut anywhere come out as one recording", arguments: 1..<13)
    func anywhere(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let whole = try Slices.whole()
        let pieces = Slices.random(whole, least: 9000, &random)
        let plain = try order(pieces)
        let isSame = Slices.gives(pieces, plain, whole)
        #expect(isSame, "in order: \(plain.order) \(plain.gaps) \(plain.segments.count)")
        let mixed = pieces.shuffled(using: &random)
        let order = try order(mixed)
        let isSameMixed = Slices.gives(mixed, order, whole)
        #expect(isSameMixed, "shuffled: \(order.order) \(order.gaps)")
    }

    @Test("fragments of an MP4 follow their numbers, and a missing one is named", arguments: 0..<8)
    func fragments(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let whole = [Self.movie] + (0..<6).map(Self.fragment)
        let pieces = whole.shuffled(using: &random)
        #expect(Slices.gives(pieces, try order(pieces), whole.flatMap(\.self)))
        var fewer = whole
        fewer.remove(at: 3)
        #expect(try order(fewer.shuffled(using: &random)).gaps == [.init(at: 1, seconds: 0.5)])
    }

    @Test("fragments cut anywhere come out in order")
    func fragmentsAnywhere() throws {
        let whole = ([Self.movie] + (0..<6).map(Self.fragment)).flatMap(\.self)
        for cut in [700, 1000, 1300] {
            let sizes = [cut, 1200, 1150, 1100]
            let pieces = Slices.cut(whole, sizes + [whole.count - sizes.reduce(0, +)])
            #expect(Slices.gives(pieces, try order(pieces), whole))
            let turned = Array(pieces.reversed())
            #expect(Slices.gives(turned, try order(turned), whole))
        }
    }

    /// A movie with one track of 1000 ticks a second.
    private static let movie: [UInt8] =
        BoxText.box("ftyp", Array("isom".utf8) + [0, 0, 0, 0])
        + BoxText.box(
            "moov",
            BoxText.box(
                "trak",
                BoxText.box("tkhd", [UInt8](repeating: 0, count: 12) + BoxText.number(1, bytes: 4))
                    + BoxText.box(
                        "mdia",
                        BoxText.box(
                            "mdhd",
                            [UInt8](repeating: 0, count: 12) + BoxText.number(1000, bytes: 4)
                                + BoxText.number(0, bytes: 4)))))

    /// Half a second of it.
    private static func fragment(_ number: Int) -> [UInt8] {
        let track =
            BoxText.box("tfhd", [0, 2, 0, 0] + BoxText.number(1, bytes: 4))
            + BoxText.box("tfdt", [1, 0, 0, 0] + BoxText.number(number * 500, bytes: 8))
        return BoxText.box(
            "moof",
            BoxText.box("mfhd", [0, 0, 0, 0] + BoxText.number(number + 1, bytes: 4)) + BoxText.box("traf", track))
            + BoxText.box("mdat", [UInt8](repeating: UInt8(number), count: 900))
    }
}
