import Crypto
public import FerryCore
public import FerrySessions

/// The secret that a client shows as its bearer token (RFC 6750): `mft_NAME_SECRET`, 256 random bits behind the name.
///
/// It exists once, where it is made; the store keeps its SHA-256. A hash without salt is enough: nobody guesses 256 bits.
public struct TokenSecret: Sendable {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".unicodeScalars)
    private static let prefix = "mft_"
    private static let nameLength = 10
    private static let secretLength = 52

    /// The secret; it is shown once.
    public let text: String
    /// What the store keeps of it.
    public let record: AccessToken

    /// Draws a secret.
    ///
    /// - Parameters:
    ///   - scopes: What it may do.
    ///   - user: Whose sessions it may touch; `nil`: everybody's.
    ///   - now: When it is made.
    public init(scopes: Set<AccessScope>, user: String?, now: Timestamp) {
        var random = SystemRandomNumberGenerator()
        let name = Self.draw(Self.nameLength, using: &random)
        text = Self.prefix + name + "_" + Self.draw(Self.secretLength, using: &random)
        record = AccessToken(
            id: name, sha256: Self.digest(of: text).hexText, scopes: scopes, userID: user, createdAt: now)
    }

    /// The name in a secret; `nil` for a text that is none.
    public static func name(in text: some StringProtocol) -> String? {
        guard text.utf8.count == prefix.utf8.count + nameLength + 1 + secretLength, text.hasPrefix(prefix) else {
            return nil
        }
        return String(text.dropFirst(prefix.count).prefix(nameLength))
    }

    /// The digest of a secret; two of them are compared in constant time.
    static func digest(of text: some StringProtocol) -> SHA256Digest { SHA256.hash(data: Array(text.utf8)) }

    private static func draw(_ count: Int, using random: inout SystemRandomNumberGenerator) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<count { text.append(alphabet[Int.random(in: alphabet.indices, using: &random)]) }
        return String(text)
    }
}

extension Sequence where Element == UInt8 {
    /// Two lower-case hexadecimal digits for each byte.
    var hexText: String {
        reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
