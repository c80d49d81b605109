import FerryCore

/// How a record stands in a log: four marker bytes, which no UTF-8 text holds and which say whether the payload is sealed, then the payload's length and CRC-32C, both
/// 32 bits with the lowest byte first, then the payload.
enum RecordFrame {
    static let marker: [UInt8] = [0xFF, 0x4D, 0x46, 0xFE]
    static let sealedMarker: [UInt8] = [0xFF, 0x4D, 0x53, 0xFE]
    /// Bytes in front of the payload.
    static let headBytes = 12
    /// The most bytes of a payload.
    static let maxPayload = 16 << 20

    /// What a head says.
    struct Head: Equatable {
        var length: Int
        var crc: UInt32
        var isSealed: Bool

        /// Reads a head; `nil` where there is none.
        init?(_ bytes: some Collection<UInt8>) {
            isSealed = bytes.starts(with: sealedMarker)
            guard bytes.count >= headBytes, isSealed || bytes.starts(with: marker) else { return nil }
            let words = Array(bytes.dropFirst(4).prefix(8))
            length = Int(Self.word(words[0..<4]))
            crc = Self.word(words[4..<8])
            guard (1...maxPayload).contains(length) else { return nil }
        }

        private static func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
            bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }

        /// Whether these bytes are the payload.
        func fits(_ payload: [UInt8]) -> Bool { payload.count == length && RecordFrame.crc(payload) == crc }
    }

    /// A payload with its head.
    static func record(_ payload: [UInt8], isSealed: Bool = false) -> [UInt8] {
        (isSealed ? sealedMarker : marker) + bytes(UInt32(payload.count)) + bytes(crc(payload)) + payload
    }

    private static func bytes(_ word: UInt32) -> [UInt8] { withUnsafeBytes(of: word.littleEndian, Array.init) }

    private static func crc(_ payload: [UInt8]) -> UInt32 {
        var crc = CRC32C()
        payload.withUnsafeBytes { crc.update($0) }
        return crc.value
    }
}
