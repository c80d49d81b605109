/// What a signature says of the body, as the value of `x-amz-content-sha256`.
public enum SigV4Payload: Sendable, Hashable {
    /// The body's SHA-256 in lower-case hex: a changed body breaks the signature.
    case sha256(String)
    /// Nothing: the body is protected by TLS and by its own checksum.
    case unsigned

    /// The SHA-256 of no bytes.
    public static let empty = SigV4Payload.sha256("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")

    /// As the field and the canonical request carry it.
    public var fieldValue: String {
        switch self {
        case .sha256(let hex): hex
        case .unsigned: "UNSIGNED-PAYLOAD"
        }
    }
}
