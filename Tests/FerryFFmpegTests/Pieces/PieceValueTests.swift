import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

@Suite struct PieceValueTests {
    @Test("the grid cuts time every ten seconds, and sound at the last whole frame before")
    func grid() {
        let pictures = PieceGrid(ticksPerSecond: 90_000)
        #expect(pictures.index(of: -5) == 0 && pictures.index(of: 899_999) == 0 && pictures.index(of: 900_000) == 1)
        #expect(pictures.start(of: 3) == 2_700_000)
        #expect(PieceGrid(frameSamples: 1024, samplesPerSecond: 48_000).length == 468 * 1024)
        #expect(PieceGrid(frameSamples: 2880, samplesPerSecond: 48_000).length == 166 * 2880)
    }

    @Test("a board gives each piece away once and skips those that are made")
    func board() {
        let board = PieceBoard(made: [0, 2])
        #expect(board.firstOpen == 1)
        #expect(board.take(from: 0) == 1)
        #expect(board.take(from: 0) == 3)
        #expect(board.take(from: 7) == 7)
        #expect(board.firstOpen == 4)
    }

    @Test("decoding starts at the last key frame that is shown no later than the piece begins")
    func starts() {
        var starts = DecodingStarts(grid: PieceGrid(ticksPerSecond: 90_000))
        #expect(starts.packet(for: 5) == 0)
        for (packet, seconds) in [(0, 0), (40, 4), (100, 10), (120, 12)] {
            starts.add(packet: packet, time: Int64(seconds) * 90_000)
        }
        #expect(starts.packet(for: 0) == 0)
        #expect(starts.packet(for: 1) == 100)
        #expect(starts.packet(for: 2) == 120)
        var early = DecodingStarts(grid: PieceGrid(ticksPerSecond: 90_000), lead: 45_000)
        for (packet, seconds) in [(0, 0), (40, 4), (100, 10)] {
            early.add(packet: packet, time: Int64(seconds) * 90_000)
        }
        #expect(early.packet(for: 1) == 40 && early.packet(for: 2) == 100)
    }

    @Test("decoding times rise over all pieces and never pass the presentation", arguments: 0..<40)
    func decodingTimes(_ seed: Int) {
        var random = SeededNumbers(seed: UInt64(seed))
        var order = DecodingTimes(delay: 2, ticksPerSecond: 90_000)
        var last = Int64.min
        var time: Int64 = 0
        for _ in 0..<5 {
            var shown: [Int64] = []
            for _ in 0..<Int.random(in: 0...9, using: &random) {
                time += Int64.random(in: 1...20_000, using: &random)
                shown.append(time)
            }
            let coded = Self.reordered(shown, &random)
            for (decoded, presented) in zip(order.times(for: coded), coded) {
                #expect(decoded > last && decoded <= presented, "seed \(seed)")
                last = decoded
            }
        }
    }

    @Test("behind a pause no frame is decoded long before it is shown")
    func decodingBehindPause() {
        var order = DecodingTimes(delay: 2, ticksPerSecond: 90_000)
        let before = order.times(for: [0, 9000, 6000, 3000])
        let after = order.times(for: [400_000_000, 400_009_000, 400_006_000, 400_003_000])
        #expect(before == [-6000, -3000, 0, 3000])
        #expect(after == [399_994_000, 399_997_000, 400_000_000, 400_003_000])
    }

    /// An order in which no frame is decoded more than two frames before its turn.
    private static func reordered(_ shown: [Int64], _ random: inout SeededNumbers) -> [Int64] {
        var (waiting, coded) = (shown, [Int64]())
        while !waiting.isEmpty {
            // A frame may be decoded early only while no more than two frames before it wait.
            let oldest = waiting[0]
            let isDue = coded.count { $0 > oldest } >= 2
            let place = isDue ? 0 : Int.random(in: 0..<min(3, waiting.count), using: &random)
            coded.append(waiting.remove(at: place))
        }
        return coded
    }

    @Test("a piece comes back from its bytes as it was; no cut or lengthened bytes are a piece")
    func bytes() throws {
        var facts = PieceMeasures()
        facts.tally.addInput(from: 1, seconds: 2)
        facts.tally.note("hdr")
        let piece = PieceRecord(
            track: 1, index: 7,
            packets: [
                LoggedPacket(presentation: -5, decoding: .min, duration: 3, flags: 1, data: [1, 2, 3]),
                LoggedPacket(
                    presentation: 9, decoding: 8, duration: 0, flags: 0, data: [],
                    sideData: [.init(kind: 11, bytes: [0, 1])]),
            ], facts: facts)
        let bytes = try PieceBytes.encode(piece)
        #expect(PieceBytes.decode(bytes, track: 1, index: 7) == piece)
        for count in 0..<bytes.count {
            #expect(PieceBytes.decode(Array(bytes.prefix(count)), track: 1, index: 7) == nil)
        }
        #expect(PieceBytes.decode(bytes + [0], track: 1, index: 7) == nil)
    }
}

/// Numbers that are the same for the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
