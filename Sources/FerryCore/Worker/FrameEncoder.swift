/// Puts messages between the command and its media worker into frames: the length of the message as four bytes, most
/// significant first, then the message.
public enum FrameEncoder {
    /// Bytes of the longest message.
    public static let maxMessageBytes = 4 << 20
    /// Bytes in front of a message.
    public static let headBytes = 4

    /// The frame of one message.
    ///
    /// - Throws: ``FrameError/empty`` and ``FrameError/tooLong(bytes:limit:)``.
    public static func frame(_ message: [UInt8]) throws(FrameError) -> [UInt8] {
        guard !message.isEmpty else { throw .empty }
        guard message.count <= maxMessageBytes else { throw .tooLong(bytes: message.count, limit: maxMessageBytes) }
        var frame: [UInt8] = []
        frame.reserveCapacity(headBytes + message.count)
        for shift in [24, 16, 8, 0] { frame.append(UInt8(truncatingIfNeeded: message.count >> shift)) }
        frame.append(contentsOf: message)
        return frame
    }
}
