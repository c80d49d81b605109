/// What a later look at a delivered object found (`mediaferry.verify/1`).
public struct Verification: Sendable, Equatable, Codable {
    /// `mediaferry.verify/1`.
    public var schema = "mediaferry.verify/1"
    /// The job of the receipt.
    public var jobId: JobID
    /// What was found.
    public var result: Result
    /// How far the comparison went; `nil` when nothing could be compared.
    @Nullable public var checked: Receipt.Check?
    /// What the receipt says.
    public var expected: Expected
    /// What is there.
    public var found: Found

    /// What was found.
    public enum Result: String, Sendable, Codable {
        /// The object is what it was.
        case ok
        /// Something else is there.
        case mismatch
        /// Nothing is there.
        case gone
        /// The destination could not be asked.
        case unreachable
    }

    /// What the receipt says.
    public struct Expected: Sendable, Equatable, Codable {
        /// Bytes.
        public var bytes: Int64
        /// SHA-256 in lower-case hex.
        public var sha256: String
    }

    /// What is there.
    public struct Found: Sendable, Equatable, Codable {
        /// Bytes.
        @Nullable public var bytes: Int64?
        /// The checksum that was compared, in lower-case hex.
        @Nullable public var checksum: String?
    }

    /// Creates a verification of a receipt's rendition.
    public init(of receipt: Receipt, result: Result, checked: Receipt.Check?, bytes: Int64?, checksum: String?) {
        jobId = receipt.jobId
        self.result = result
        self._checked = Nullable(wrappedValue: checked)
        expected = Expected(bytes: receipt.rendition.bytes, sha256: receipt.rendition.sha256)
        found = Found(bytes: bytes, checksum: checksum)
    }
}
