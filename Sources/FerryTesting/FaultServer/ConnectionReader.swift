/// Reads a connection: headers whole, bodies piece by piece, in one buffer.
struct ConnectionReader: ~Copyable {
    /// The size of the buffer, which also bounds one piece.
    static let bufferBytes = 256 * 1024

    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferBytes, alignment: 16)
    private var filled = 0..<0

    init() {}

    deinit { buffer.deallocate() }

    /// The next header; `nil` at the end of the connection, or when it is too long or no HTTP.
    mutating func head(_ socket: borrowing StreamSocket) -> RequestHead? {
        var head: [UInt8] = []
        var lineEnds = 0
        while head.count <= RequestHead.maxBytes {
            if filled.isEmpty, !fill(socket) { return nil }
            let byte = buffer[filled.lowerBound]
            filled = filled.lowerBound + 1..<filled.upperBound
            head.append(byte)
            if byte == UInt8(ascii: "\n") { lineEnds += 1 } else if byte != UInt8(ascii: "\r") { lineEnds = 0 }
            if lineEnds == 2 { return RequestHead(head) }
        }
        return nil
    }

    /// Hands over up to `limit` bytes of a body; `false` at the end of the connection.
    mutating func piece(_ socket: borrowing StreamSocket, limit: Int64, _ take: (UnsafeRawBufferPointer) -> Void)
        -> Bool
    {
        if filled.isEmpty, !fill(socket) { return false }
        let end = Int(min(Int64(filled.upperBound), Int64(filled.lowerBound) + limit))
        take(UnsafeRawBufferPointer(rebasing: buffer[filled.lowerBound..<end]))
        filled = end..<filled.upperBound
        return true
    }

    private mutating func fill(_ socket: borrowing StreamSocket) -> Bool {
        filled = 0..<socket.read(into: buffer)
        return !filled.isEmpty
    }
}
