import FerryCore

/// The frame around each entry of a packet log: what it is, where it belongs, how long it is, and a checksum over all of it.
struct PacketLogRecord: Equatable {
    /// What an entry holds.
    enum Kind: UInt32 {
        /// A ``PieceRecord``.
        case piece = 0x4345_4950
        /// A ``TrackEnd``.
        case end = 0x5344_4E45
    }

    /// Bytes of the frame before the payload.
    static let headBytes = 20
    /// The longest payload that is believed.
    static let maxPayload = 1 << 30

    var kind: Kind
    var track: Int
    var index: Int
    /// Bytes of the payload.
    var length: Int
    /// CRC-32C of the frame's other numbers and the payload.
    var checksum: UInt32

    /// The frame of a payload.
    init(_ kind: Kind, track: Int, index: Int, payload: [UInt8]) {
        self.kind = kind
        self.track = track
        self.index = index
        length = payload.count
        checksum = 0
        checksum = sum(payload)
    }

    /// Reads a frame; `nil` where none stands.
    init?(_ bytes: [UInt8]) {
        var reader = NumberReader(bytes)
        guard let kind = reader.number(UInt32.self).flatMap(Kind.init), let track = reader.number(UInt32.self),
            let index = reader.number(UInt32.self), let length = reader.number(UInt32.self),
            let checksum = reader.number(UInt32.self), Int(length) <= Self.maxPayload
        else { return nil }
        self.kind = kind
        self.track = Int(track)
        self.index = Int(index)
        self.length = Int(length)
        self.checksum = checksum
    }

    /// What a sealed payload is bound to, so that none can stand for another.
    static func place(_ kind: Kind, track: Int, index: Int) -> UInt64 {
        UInt64(kind.rawValue) << 32 | UInt64(UInt8(truncatingIfNeeded: track)) << 24
            | UInt64(UInt32(truncatingIfNeeded: index) & 0xFF_FFFF)
    }

    /// Whether these bytes are the payload that was written.
    func holds(_ payload: [UInt8]) -> Bool { payload.count == length && sum(payload) == checksum }

    /// The frame's bytes.
    var bytes: [UInt8] {
        var bytes = numbers
        PieceBytes.put(checksum, into: &bytes)
        return bytes
    }

    private var numbers: [UInt8] {
        var bytes: [UInt8] = []
        PieceBytes.put(kind.rawValue, into: &bytes)
        for number in [track, index, length] { PieceBytes.put(UInt32(clamping: number), into: &bytes) }
        return bytes
    }

    private func sum(_ payload: [UInt8]) -> UInt32 {
        var crc = CRC32C()
        numbers.withUnsafeBytes { crc.update($0) }
        payload.withUnsafeBytes { crc.update($0) }
        return crc.value
    }
}
