import CFerryFFmpeg
import FerryCore
import FoundationEssentials

/// The bytes of a piece in the packet log: its facts as JSON, then its packets, numbers with the lowest byte first.
enum PieceBytes {
    /// The bytes of a piece, without its track and index.
    static func encode(_ piece: PieceRecord) throws(FerryError) -> [UInt8] {
        let facts = try json(piece.facts)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(facts.count + piece.packets.reduce(64) { $0 + $1.data.count + 64 })
        put(UInt32(facts.count), into: &bytes)
        bytes += facts
        put(UInt32(piece.packets.count), into: &bytes)
        for packet in piece.packets { put(packet, into: &bytes) }
        return bytes
    }

    /// The piece of these bytes; `nil` for others.
    static func decode(_ bytes: [UInt8], track: Int, index: Int) -> PieceRecord? {
        var reader = NumberReader(bytes)
        guard let factsBytes = reader.run(),
            let facts = try? JSONDecoder().decode(PieceMeasures.self, from: Data(factsBytes)),
            let count = reader.number(UInt32.self)
        else { return nil }
        var packets: [LoggedPacket] = []
        for _ in 0..<count {
            guard let packet = packet(&reader) else { return nil }
            packets.append(packet)
        }
        return reader.isAtEnd ? PieceRecord(track: track, index: index, packets: packets, facts: facts) : nil
    }

    /// A value as JSON whose keys are in order, so that equal values have equal bytes.
    static func json(_ value: some Encodable) throws(FerryError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(value) else {
            throw FerryError(.mediaWorkerCrashed, "what was measured cannot be written down")
        }
        return Array(data)
    }

    private static func put(_ packet: LoggedPacket, into bytes: inout [UInt8]) {
        put(packet.presentation, into: &bytes)
        put(packet.decoding, into: &bytes)
        put(packet.duration, into: &bytes)
        put(packet.flags, into: &bytes)
        put(UInt32(packet.data.count), into: &bytes)
        bytes += packet.data
        put(UInt32(packet.sideData.count), into: &bytes)
        for element in packet.sideData {
            put(element.kind, into: &bytes)
            put(UInt32(element.bytes.count), into: &bytes)
            bytes += element.bytes
        }
    }

    private static func packet(_ reader: inout NumberReader) -> LoggedPacket? {
        guard let presentation = reader.number(Int64.self), let decoding = reader.number(Int64.self),
            let duration = reader.number(Int64.self), let flags = reader.number(Int32.self), let data = reader.run(),
            let elements = reader.number(UInt32.self)
        else { return nil }
        var sideData: [LoggedPacket.SideData] = []
        for _ in 0..<elements {
            guard let kind = reader.number(UInt32.self), let bytes = reader.run() else { return nil }
            sideData.append(.init(kind: kind, bytes: Array(bytes)))
        }
        return LoggedPacket(
            presentation: presentation, decoding: decoding, duration: duration, flags: flags, data: Array(data),
            sideData: sideData)
    }

    static func put(_ number: some FixedWidthInteger, into bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
}

/// Reads numbers and counted runs of bytes from the start of an array on; `nil` once they do not fit any more.
struct NumberReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// Whether everything was read.
    var isAtEnd: Bool { rest.isEmpty }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        let size = Number.bitWidth / 8
        guard rest.count >= size else { return nil }
        let number = rest.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(as: Number.self)) }
        rest.removeFirst(size)
        return number
    }

    /// A run of bytes after its count.
    mutating func run() -> ArraySlice<UInt8>? {
        guard let count = number(UInt32.self), rest.count >= Int(count) else { return nil }
        let run = rest.prefix(Int(count))
        rest.removeFirst(Int(count))
        return run
    }
}
