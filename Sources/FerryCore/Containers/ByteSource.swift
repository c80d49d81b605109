/// Bytes that can be read at any place: a file, a layout of extents, memory.
public protocol ByteSource {
    /// How many bytes there are.
    var byteCount: Int64 { get }

    /// Reads bytes.
    ///
    /// - Parameters:
    ///   - offset: The first byte, from 0; never negative.
    ///   - count: How many bytes are wanted.
    /// - Returns: The bytes; fewer than wanted only where the source ends.
    /// - Throws: ``FerryError`` with `source.unreadable` or `source.changed`.
    func read(at offset: Int64, count: Int) throws(FerryError) -> [UInt8]
}

/// Bytes in memory.
public struct MemoryByteSource: ByteSource, Sendable {
    private let bytes: [UInt8]

    /// Creates a source of these bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many bytes there are.
    public var byteCount: Int64 { Int64(bytes.count) }

    /// The bytes from `offset` on, at most `count`.
    public func read(at offset: Int64, count: Int) -> [UInt8] {
        guard offset >= 0, offset < byteCount, count > 0 else { return [] }
        return Array(bytes[Int(offset)...].prefix(count))
    }
}
