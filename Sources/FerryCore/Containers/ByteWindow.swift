/// Reads headers that stand close together from a source with few reads, and never more than asked for at once.
struct ByteWindow<Source: ByteSource> {
    /// How many bytes one read takes, when less is asked for.
    private static var stride: Int { 16 * 1024 }

    let source: Source
    let byteCount: Int64
    private var start: Int64 = 0
    private var bytes: [UInt8] = []

    init(_ source: Source) {
        self.source = source
        byteCount = source.byteCount
    }

    /// The bytes from `offset` on; fewer than `count` only where the source ends.
    mutating func bytes(at offset: Int64, count: Int) throws(FerryError) -> ArraySlice<UInt8> {
        guard offset >= 0, offset < byteCount, count > 0 else { return [] }
        let wanted = Int(min(Int64(count), byteCount - offset))
        if offset < start || offset + Int64(wanted) > start + Int64(bytes.count) {
            bytes = try source.read(at: offset, count: max(wanted, Self.stride))
            start = offset
        }
        return bytes[Int(offset - start)...].prefix(wanted)
    }
}
