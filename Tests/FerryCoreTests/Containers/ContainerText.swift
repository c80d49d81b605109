@testable import FerryCore

/// Writes boxes as ISO/IEC 14496-12 describes them.
enum BoxText {
    static func box(_ type: String, _ data: [UInt8], isLong: Bool = false) -> [UInt8] {
        let size = data.count + (isLong ? 16 : 8)
        return number(isLong ? 1 : size, bytes: 4) + Array(type.utf8) + (isLong ? number(size, bytes: 8) : []) + data
    }

    static func number(_ value: Int, bytes: Int) -> [UInt8] {
        (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// A table of chunk offsets.
    static func offsets(_ offsets: [Int], isWide: Bool) -> [UInt8] {
        box(
            isWide ? "co64" : "stco",
            number(0, bytes: 4) + number(offsets.count, bytes: 4)
                + offsets.flatMap { number($0, bytes: isWide ? 8 : 4) })
    }

    /// A movie with a track for each table.
    static func movie(_ tables: [[UInt8]], more: [UInt8] = []) -> [UInt8] {
        let tracks = tables.map { table in
            box("trak", box("tkhd", [1]) + box("mdia", box("minf", box("dinf", reference()) + box("stbl", table))))
        }
        return box("moov", box("mvhd", [UInt8](repeating: 0, count: 100)) + tracks.flatMap { $0 } + more)
    }

    /// Data references to this file, or to another.
    static func reference(isOwn: Bool = true) -> [UInt8] {
        box("dref", number(0, bytes: 4) + number(1, bytes: 4) + box("url ", number(isOwn ? 1 : 0, bytes: 4)))
    }
}

/// Writes EBML elements as RFC 8794 describes them.
enum EBMLText {
    static func element(_ id: UInt32, _ data: [UInt8]) -> [UInt8] {
        idBytes(id) + [0x01] + BoxText.number(data.count, bytes: 7) + data
    }

    /// An element of unknown size.
    static func live(_ id: UInt32, _ data: [UInt8]) -> [UInt8] {
        idBytes(id) + [0x01] + [UInt8](repeating: 0xFF, count: 7) + data
    }

    static func header(type: String) -> [UInt8] {
        element(MatroskaID.ebml, element(MatroskaID.docType, Array(type.utf8)))
    }

    /// A block of so many bytes on track 1.
    static func block(_ count: Int) -> [UInt8] {
        element(MatroskaID.simpleBlock, [0x81, 0, 0, 0x80] + [UInt8](repeating: 0x55, count: count))
    }

    static func cluster(blocks: Int, isLive: Bool = false) -> [UInt8] {
        let data = element(MatroskaID.timestamp, [0]) + (0..<blocks).flatMap { _ in block(50) }
        return isLive ? live(MatroskaID.cluster, data) : element(MatroskaID.cluster, data)
    }

    static func info(duration: Double) -> [UInt8] {
        element(
            MatroskaID.info,
            element(MatroskaID.timestampScale, [0x0F, 0x42, 0x40])
                + element(MatroskaID.duration, BoxText.number(Int(bitPattern: UInt(duration.bitPattern)), bytes: 8)))
    }

    private static func idBytes(_ id: UInt32) -> [UInt8] {
        Array(BoxText.number(Int(id), bytes: 4).drop { $0 == 0 })
    }
}

/// A large file of which only some bytes are not zero.
struct SparseByteSource: ByteSource {
    var byteCount: Int64
    var parts: [(offset: Int64, bytes: [UInt8])]

    func read(at offset: Int64, count: Int) -> [UInt8] {
        let end = min(offset + Int64(count), byteCount)
        guard offset < end else { return [] }
        var bytes = [UInt8](repeating: 0, count: Int(end - offset))
        for part in parts {
            let lower = max(offset, part.offset)
            let upper = min(end, part.offset + Int64(part.bytes.count))
            guard lower < upper else { continue }
            bytes.replaceSubrange(
                Int(lower - offset)..<Int(upper - offset),
                with: part.bytes[Int(lower - part.offset)..<Int(upper - part.offset)])
        }
        return bytes
    }
}
