/// One body on its way into an upload: where it begins, where it must end, and what is refused in which words.
struct Reception: Sendable {
    /// Where the body begins.
    var start: Int64
    /// The first byte that must not be written.
    var limit: Int64
    /// What the body must hash to.
    var digest: BodyDigest?
    /// Whether the end of the body is the end of the object.
    var closes = false
    /// The reply to a body that goes past the limit.
    var overflow: ReceiverRefusal
    /// The reply to a body that is not what its hash says.
    var mismatch: ReceiverRefusal
}

extension Reception {
    /// A body of tus.
    init(tus length: Int64?, from start: Int64, digest: BodyDigest?, maxBytes: Int64) {
        self.start = start
        limit = length ?? maxBytes
        self.digest = digest
        overflow = length.map { .pastTheEnd(length: $0) } ?? .tooLarge(limit: maxBytes)
        mismatch = .checksumMismatch
    }
}
