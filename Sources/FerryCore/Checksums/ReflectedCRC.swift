/// A running cyclic redundancy check over reflected bits, all ones before and inverted after, as S3 and Google Cloud
/// Storage want CRC-32C and CRC-64/NVME.
public struct ReflectedCRC<Register: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    private let table: [Register]
    private var register: Register = .max

    /// Creates a check for a polynomial given with its bits reversed.
    public init(reversedPolynomial: Register) {
        table = (0..<256).map { index in
            (0..<8).reduce(Register(truncatingIfNeeded: index)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ reversedPolynomial : value >> 1
            }
        }
    }

    /// Takes the next bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var value = register
        for byte in bytes { value = value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] }
        register = value
    }

    /// The check over all bytes so far.
    public var value: Register { ~register }
}

extension ReflectedCRC<UInt32> {
    /// CRC-32C (Castagnoli; RFC 9260 appendix A).
    public static func crc32c() -> Self { ReflectedCRC(reversedPolynomial: 0x82F6_3B78) }
}

extension ReflectedCRC<UInt64> {
    /// CRC-64/NVME.
    public static func crc64nvme() -> Self { ReflectedCRC(reversedPolynomial: 0x9A6C_9329_AC4B_C9B5) }
}
