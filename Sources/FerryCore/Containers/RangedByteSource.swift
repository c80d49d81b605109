/// Bytes of a source in another order: some of its ranges, one behind the other. A range may come twice.
struct RangedByteSource<Source: ByteSource>: ByteSource {
    private let source: Source
    private let ranges: [Range<Int64>]
    let byteCount: Int64

    init(_ source: Source, _ ranges: [Range<Int64>]) {
        self.source = source
        self.ranges = ranges
        byteCount = ranges.reduce(0) { $0 + Int64($1.count) }
    }

    func read(at offset: Int64, count: Int) throws(FerryError) -> [UInt8] {
        var bytes: [UInt8] = []
        var start: Int64 = 0
        for range in ranges {
            let place = offset + Int64(bytes.count) - start
            start += Int64(range.count)
            guard place >= 0, place < Int64(range.count), bytes.count < count else { continue }
            let wanted = Int(min(Int64(count - bytes.count), Int64(range.count) - place))
            let got = try source.read(at: range.lowerBound + place, count: wanted)
            bytes += got
            guard got.count == wanted else { break }
        }
        return bytes
    }
}
