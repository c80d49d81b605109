/// Finds the messages in a stream of frames, however the stream is cut.
///
/// It holds at most one unfinished frame. After an error the stream is void: its place in it is lost.
public struct FrameDecoder: Sendable {
    private var pending: [UInt8] = []

    /// A decoder at the start of a stream.
    public init() {}

    /// Takes the next bytes and gives the messages that are complete now, in order.
    ///
    /// - Throws: ``FrameError/tooLong(bytes:limit:)`` as soon as a head says so, before its message is stored.
    public mutating func receive(_ bytes: some Collection<UInt8>) throws(FrameError) -> [[UInt8]] {
        pending.append(contentsOf: bytes)
        var messages: [[UInt8]] = []
        var start = 0
        while let length = try messageLength(at: start) {
            let first = start + FrameEncoder.headBytes
            guard pending.count - first >= length else { break }
            messages.append(Array(pending[first..<first + length]))
            start = first + length
        }
        pending.removeFirst(start)
        return messages
    }

    /// Says that the stream has ended.
    ///
    /// - Throws: ``FrameError/cutShort(missing:)`` when it ended inside a frame.
    public func finish() throws(FrameError) {
        guard !pending.isEmpty else { return }
        let length = try messageLength(at: 0) ?? 1
        throw .cutShort(missing: FrameEncoder.headBytes + length - pending.count)
    }

    private func messageLength(at start: Int) throws(FrameError) -> Int? {
        guard pending.count - start >= FrameEncoder.headBytes else { return nil }
        let length = pending[start..<start + FrameEncoder.headBytes].reduce(0) { $0 << 8 | Int($1) }
        guard length > 0 else { throw .empty }
        guard length <= FrameEncoder.maxMessageBytes else {
            throw .tooLong(bytes: length, limit: FrameEncoder.maxMessageBytes)
        }
        return length
    }
}
