/// A running CRC-64/NVME (NVM Express NVM Command Set Specification, "64b CRC"), the checksum that Amazon S3 keeps for whole objects.
///
/// The polynomial 0xAD93D23594C93659, reflected, with the register inverted before and after. Of the text `123456789` it is `AE8B14860A799888`.
/// On the wire the value's bytes stand with the highest first, in base64.
public struct CRC64NVME: Sendable {
    private static let engine = CRCEngine<UInt64>(polynomial: 0x9A6C_9329_AC4B_C9B5)
    private var register: UInt64
    private let kernel: CRCKernel

    /// Starts with no bytes, or goes on behind bytes whose CRC is known.
    public init(after value: UInt64 = 0) { self.init(after: value, kernel: .best) }

    package init(after value: UInt64 = 0, kernel: CRCKernel) {
        register = ~value
        self.kernel = kernel
    }

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        register = Self.engine.register(register, after: bytes, by: kernel)
    }

    /// The CRC of all bytes so far; 0 of none.
    public var value: UInt64 { ~register }

    /// The CRC of a message from those of its first and its second part.
    ///
    /// - Parameter secondLength: The bytes of the second part; 0 or less leaves the first part's CRC.
    public static func combined(_ first: UInt64, _ second: UInt64, secondLength: Int64) -> UInt64 {
        engine.field.combined(first, second, secondLength: secondLength)
    }
}
