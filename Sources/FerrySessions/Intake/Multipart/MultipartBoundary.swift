/// The boundary between the parts of a form (RFC 2046, section 5.1.1).
public struct MultipartBoundary: Sendable, Hashable {
    /// The boundary without the dashes before it.
    public let text: String

    /// Takes a boundary; `nil` for one that the RFC forbids: no byte or more than 70, other bytes than its own, a space at
    /// the end.
    public init?(_ text: String) {
        guard (1...70).contains(text.utf8.count), text.utf8.allSatisfy(Self.isPart), text.last != " " else {
            return nil
        }
        self.text = text
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "'()+_,-./:=? ".utf8.contains(byte)
        }
    }
}
