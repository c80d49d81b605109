extension ChecksumAlgorithm {
    /// Whether the value of a whole can be calculated from those of its parts.
    public var isCombinable: Bool {
        switch self {
        case .crc32c, .crc64nvme: true
        case .md5, .sha1, .sha256: false
        }
    }
}

extension Checksum {
    /// The checksum of the bytes of this one followed by those of `next`, without reading either again.
    ///
    /// - Parameters:
    ///   - next: The checksum of the bytes that follow.
    ///   - length: How many bytes those are.
    /// - Returns: `nil` unless both are of one algorithm that is combinable.
    public func followed(by next: Checksum, length: Int64) -> Checksum? {
        guard next.algorithm == algorithm else { return nil }
        switch algorithm {
        case .crc32c:
            return Checksum(
                algorithm, bytes: Self.bytes(CRC32C.combined(number, next.number, secondLength: length)))
        case .crc64nvme:
            return Checksum(
                algorithm, bytes: Self.bytes(CRC64NVME.combined(wideNumber, next.wideNumber, secondLength: length)))
        case .md5, .sha1, .sha256:
            return nil
        }
    }

    private var number: UInt32 { UInt32(truncatingIfNeeded: wideNumber) }
    private var wideNumber: UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
