import FerryCore
import Testing

@testable import FerryCurl

@Suite struct RequestBodyTests {
    private let gate = SendGate(clock: EngineClock())

    /// Reads up to `count` bytes and gives what came.
    private func next(_ body: inout RequestBody, _ count: Int) -> (RequestBody.Piece, [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: count)
        let piece = bytes.withUnsafeMutableBytes { body.next(into: $0, gate: gate) }
        guard case .bytes(let got) = piece else { return (piece, []) }
        return (piece, Array(bytes[..<got]))
    }

    @Test("pieces of any size give the whole body, then nothing", arguments: [1, 7, 1000, 5000])
    func pieces(size: Int) {
        let source = PatternBody(3000)
        var body = RequestBody(source, lane: 1)
        var read: [UInt8] = []
        while case (.bytes(let count), let bytes) = next(&body, size), count > 0 { read += bytes }
        #expect(read == source.bytes)
        #expect(next(&body, size).0 == .bytes(0))
        #expect(body.position == body.length)
    }

    @Test("the body can be read again from any place inside it")
    func seeking() {
        let source = PatternBody(1000)
        var body = RequestBody(source, lane: 1)
        _ = next(&body, 1000)
        #expect(body.seek(to: 400) == true)
        #expect(next(&body, 1000).1 == Array(source.bytes[400...]))
        #expect(body.seek(to: 0) == true)
        #expect(next(&body, 10).1 == Array(source.bytes[..<10]))
        #expect(body.seek(to: -1) == false)
        #expect(body.seek(to: 1001) == false)
    }

    @Test("an error of the source is kept")
    func failing() {
        var body = RequestBody(PatternBody(1000, failAt: 500), lane: 1)
        #expect(next(&body, 400).0 == .bytes(400))
        #expect(next(&body, 400).0 == .failed)
        #expect(body.error?.code == .sourceChanged)
    }

    @Test("a body without a source has no bytes")
    func none() {
        var body = RequestBody(nil, lane: 1)
        #expect(body.length == 0)
        #expect(next(&body, 10).0 == .bytes(0))
    }

    @Test("the limit holds the body back and the time is counted")
    func held() {
        gate.setLimit(1)
        gate.join(1)
        var body = RequestBody(PatternBody(1000), lane: 1)
        #expect(next(&body, 400).0 == .held)
        let until = body.heldUntil ?? 0
        #expect(until > gate.clock.seconds)
        body.released(at: until)
        #expect(body.heldUntil == nil)
        #expect(body.heldSeconds(at: until + 100) > 0.9)
        #expect(body.heldSeconds(at: until + 100) < 1.1)
    }
}
