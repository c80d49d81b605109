/// A running CRC-32C (Castagnoli; RFC 9260 appendix A), as Amazon S3 and Google Cloud Storage compare objects by it.
///
/// The polynomial 0x1EDC6F41, reflected, with the register inverted before and after. Of the text `123456789` it is `E3069283`.
/// On the wire the value's bytes stand with the highest first, in base64.
public struct CRC32C: Sendable {
    private static let engine = CRCEngine<UInt32>(polynomial: 0x82F6_3B78)
    private var register: UInt32
    private let kernel: CRCKernel

    /// Starts with no bytes, or goes on behind bytes whose CRC is known.
    public init(after value: UInt32 = 0) { self.init(after: value, kernel: .best) }

    package init(after value: UInt32 = 0, kernel: CRCKernel) {
        register = ~value
        self.kernel = kernel
    }

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        register = Self.engine.register(register, after: bytes, by: kernel)
    }

    /// The CRC of all bytes so far; 0 of none.
    public var value: UInt32 { ~register }

    /// The CRC of a message from those of its first and its second part.
    ///
    /// - Parameter secondLength: The bytes of the second part; 0 or less leaves the first part's CRC.
    public static func combined(_ first: UInt32, _ second: UInt32, secondLength: Int64) -> UInt32 {
        engine.field.combined(first, second, secondLength: secondLength)
    }
}
