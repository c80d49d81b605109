import FerryCore
import Testing

@Suite struct FrameTests {
    @Test("any cutting of the stream gives the same messages", arguments: 0..<40)
    func cutting(seed: UInt64) throws {
        var random = FixedRandom(seed: seed)
        let messages = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            (0..<Int.random(in: 1...3000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        let stream = try messages.flatMap { try FrameEncoder.frame($0) }
        var decoder = FrameDecoder()
        var found: [[UInt8]] = []
        var rest = stream[...]
        while !rest.isEmpty {
            let count = min(rest.count, Int.random(in: 1...700, using: &random))
            found += try decoder.receive(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        try decoder.finish()
        #expect(found == messages, "seed \(seed)")
    }

    @Test("a head is the length, most significant byte first")
    func head() throws {
        let frame = try FrameEncoder.frame([UInt8](repeating: 7, count: 0x01_02_03))
        #expect(frame.prefix(5) == [0, 1, 2, 3, 7])
        #expect(frame.count == 4 + 0x01_02_03)
    }

    @Test("a frame that is too long is refused from its head alone")
    func tooLong() {
        var decoder = FrameDecoder()
        let limit = FrameEncoder.maxMessageBytes
        #expect(throws: FrameError.tooLong(bytes: limit + 1, limit: limit)) {
            try decoder.receive([0, 0x40, 0, 1])
        }
        #expect(throws: FrameError.tooLong(bytes: limit + 1, limit: limit)) {
            try FrameEncoder.frame([UInt8](repeating: 0, count: limit + 1))
        }
    }

    @Test("the longest message passes")
    func longest() throws {
        let message = [UInt8](repeating: 9, count: FrameEncoder.maxMessageBytes)
        var decoder = FrameDecoder()
        #expect(try decoder.receive(FrameEncoder.frame(message)) == [message])
    }

    @Test("text in place of frames is refused at its first four bytes")
    func garbage() {
        var decoder = FrameDecoder()
        #expect(throws: FrameError.tooLong(bytes: 0x4572_726F, limit: FrameEncoder.maxMessageBytes)) {
            try decoder.receive(Array("Error: no such file\n".utf8))
        }
    }

    @Test("an empty message is refused at both ends")
    func empty() {
        var decoder = FrameDecoder()
        #expect(throws: FrameError.empty) { try decoder.receive([0, 0, 0, 0]) }
        #expect(throws: FrameError.empty) { try FrameEncoder.frame([]) }
    }

    @Test(
        "an end inside a frame says how much is missing at least",
        arguments: [([0, 0], 3), ([0, 0, 0, 5], 5), ([0, 0, 0, 5, 1, 2], 3)] as [([UInt8], Int)])
    func cutShort(bytes: [UInt8], missing: Int) throws {
        var decoder = FrameDecoder()
        #expect(try decoder.receive(bytes) == [])
        #expect(throws: FrameError.cutShort(missing: missing)) { try decoder.finish() }
    }
}

/// A small generator with a fixed seed (SplitMix64), so that a failure can be run again.
struct FixedRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
