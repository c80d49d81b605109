/// Why a text is not a data URI that can be decoded, and where.
public struct DataURIError: Error, Equatable, Sendable {
    /// What is wrong with the text.
    public enum Reason: Equatable, Sendable {
        /// There is no byte at all.
        case emptyInput
        /// The text does not begin with `data:`, or it names a host and port as `http:` URLs do.
        case notADataURI
        /// No comma ends the head, within the bytes a head may have.
        case noComma
        /// The text ends inside a head that was well-formed so far.
        case truncatedHead
        /// A byte that is no base64 symbol, no white space, no padding.
        case outsideAlphabet(UInt8)
        /// A `%` that two hexadecimal digits do not follow.
        case brokenEscape
        /// An equals sign where a group of four has fewer than two symbols.
        case misplacedPadding
        /// A symbol or equals sign behind the padding, as when two base64 texts were joined.
        case afterPadding(UInt8)
        /// One equals sign where two belong.
        case halfPadding
        /// A last group of a single symbol, which is less than a byte.
        case impossibleLength
        /// A head without a body.
        case emptyPayload
        /// More decoded bytes than the limit, in bytes.
        case tooLarge(limit: Int64)
    }

    /// What is wrong.
    public let reason: Reason
    /// The byte of the text, from 0, at which it is wrong; the text's length where the fault is its end.
    public let offset: Int64

    /// Creates an error.
    public init(_ reason: Reason, at offset: Int64) {
        self.reason = reason
        self.offset = offset
    }
}

extension DataURIError {
    /// The error as it leaves the intake stage.
    public var ferryError: FerryError {
        FerryError(code, message, offset: offset)
    }

    private var code: FerryError.Code {
        switch reason {
        case .emptyInput: .sourceEmpty
        case .notADataURI: .dataURINotADataURI
        case .noComma: .dataURINoComma
        case .truncatedHead: .dataURITruncated
        case .outsideAlphabet, .brokenEscape, .misplacedPadding, .afterPadding, .halfPadding, .impossibleLength:
            .dataURIBadBase64
        case .emptyPayload: .dataURIEmpty
        case .tooLarge: .sourceTooLarge
        }
    }

    private var message: String {
        switch reason {
        case .emptyInput: "there is no text"
        case .notADataURI: "the text is not a data URI: it does not begin with \"data:\" and a media type"
        case .noComma: "no comma ends the head of the data URI (byte \(offset))"
        case .truncatedHead: "the data URI ends inside its head, after \(offset) bytes"
        case .outsideAlphabet(let byte): "\(Self.name(byte)) at byte \(offset) is outside the base64 alphabet"
        case .brokenEscape: "the percent sign at byte \(offset) is not followed by two hexadecimal digits"
        case .misplacedPadding: "the equals sign at byte \(offset) stands where base64 has no padding"
        case .afterPadding(let byte):
            "\(Self.name(byte)) at byte \(offset) follows the padding: base64 texts joined one behind the other"
        case .halfPadding: "the base64 text ends after \(offset) bytes with one equals sign where two belong"
        case .impossibleLength: "the base64 text ends after \(offset) bytes with a single symbol, which is no byte"
        case .emptyPayload:
            "the data URI has a head and no payload: browsers return an empty data URL above their string limit"
        case .tooLarge(let limit): "the data URI decodes to more than \(limit) bytes (byte \(offset))"
        }
    }

    private static func name(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        let number = "0x" + (digits.utf8.count < 2 ? "0" : "") + digits
        return (0x21...0x7E).contains(byte) ? "\"\(Character(Unicode.Scalar(byte)))\" (\(number))" : "byte \(number)"
    }
}
