/// The size of a coded picture.
struct PictureSize: Hashable {
    var width: Int
    var height: Int
    /// Pixels of the picture.
    var pixels: Int { width * height }
}

/// Reads picture sizes from the first bytes of key frames, without decoding.
enum KeyFrameSize {
    /// Size in a VP8 key frame (RFC 6386 section 9.1); `nil` for other frames.
    static func vp8(_ bytes: UnsafeBufferPointer<UInt8>) -> PictureSize? {
        guard bytes.count >= 10, bytes[0] & 1 == 0 else { return nil }
        guard bytes[3] == 0x9d, bytes[4] == 0x01, bytes[5] == 0x2a else { return nil }
        let width = Int(bytes[6]) | Int(bytes[7] & 0x3f) << 8
        let height = Int(bytes[8]) | Int(bytes[9] & 0x3f) << 8
        return PictureSize(width: width, height: height)
    }

    /// Size in a VP9 key frame (VP9 bitstream specification, `uncompressed_header`); `nil` for other frames.
    static func vp9(_ bytes: UnsafeBufferPointer<UInt8>) -> PictureSize? {
        var bits = BitReader(bytes)
        guard bits.read(2) == 2 else { return nil }
        let profile = bits.read(1) | bits.read(1) << 1
        if profile == 3 { bits.skip(1) }
        let showsExisting = bits.read(1)
        let isInter = bits.read(1)
        bits.skip(2)
        guard showsExisting == 0, isInter == 0, bits.read(24) == 0x498342 else { return nil }
        skipColour(&bits, profile: profile)
        let width = bits.read(16) + 1
        let height = bits.read(16) + 1
        return bits.isPastEnd ? nil : PictureSize(width: width, height: height)
    }

    private static func skipColour(_ bits: inout BitReader, profile: Int) {
        if profile >= 2 { bits.skip(1) }
        let isRGB = bits.read(3) == 7
        if !isRGB { bits.skip(1) }
        if profile == 1 || profile == 3 { bits.skip(isRGB ? 1 : 3) }
    }
}

/// Reads bits from the most significant one on; zeros past the end.
struct BitReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Whether more was read than there is.
    var isPastEnd: Bool { position > bytes.count * 8 }

    /// The next bits as a number.
    mutating func read(_ count: Int) -> Int {
        var value = 0
        for _ in 0..<count {
            let byte = position >> 3 < bytes.count ? bytes[position >> 3] : 0
            value = value << 1 | Int(byte >> UInt8(7 - position & 7) & 1)
            position += 1
        }
        return value
    }

    /// Passes over bits.
    mutating func skip(_ count: Int) { position += count }
}
