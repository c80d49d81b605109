/// The header of a box of an ISO base media file or QuickTime movie (ISO/IEC 14496-12, section 4.2).
struct MP4Box: Equatable, Sendable {
    /// Bytes that every header fits in.
    static let longestHeader = 16

    /// The box's name.
    var type: FourCC
    /// 8, or 16 where the size has 64 bits.
    var headerBytes: Int
    /// Bytes of the whole box; `nil` where it reaches to the end of the file.
    var byteCount: Int64?

    /// What a header's bytes are.
    enum Reading: Equatable, Sendable {
        /// A header.
        case box(MP4Box)
        /// The bytes end inside a header.
        case incomplete
        /// No header.
        case broken
    }

    /// Reads a header at the beginning of `bytes`.
    static func read(_ bytes: some Collection<UInt8>) -> Reading {
        guard let short = bytes.bigEndian(0, as: UInt32.self), let type = bytes.fourCC(4) else { return .incomplete }
        guard type.isPlausible else { return .broken }
        switch short {
        case 0: return .box(MP4Box(type: type, headerBytes: 8, byteCount: nil))
        case 1:
            guard let long = bytes.bigEndian(8, as: UInt64.self) else { return .incomplete }
            guard long >= 16, long <= Int64.max else { return .broken }
            return .box(MP4Box(type: type, headerBytes: 16, byteCount: Int64(long)))
        case 2..<8: return .broken
        default: return .box(MP4Box(type: type, headerBytes: 8, byteCount: Int64(short)))
        }
    }
}
