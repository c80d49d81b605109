import HTTPTypes

/// What the receiver takes, as `Upload-Limit` says it (draft-ietf-httpbis-resumable-upload-11 4.1.4).
struct RufhLimits: Equatable, Sendable {
    static let partialType = "application/partial-upload"

    /// Largest object in bytes.
    var maxBytes: Int64
    /// Largest and smallest body of one request in bytes; the one that completes an upload may be smaller.
    var maxAppendBytes: Int64?
    var minAppendBytes: Int64?

    /// The field's value.
    ///
    /// - Parameter seconds: Life that is left to the upload; `nil` when it has no end.
    func field(lifetime seconds: Double?, version: RufhVersion?) -> String {
        var members = ["max-size=\(maxBytes)"]
        if let maxAppendBytes { members.append("max-append-size=\(maxAppendBytes)") }
        if let minAppendBytes { members.append("min-append-size=\(minAppendBytes)") }
        if let seconds {
            let name = version == .v6 ? "expires" : "max-age"
            members.append("\(name)=\(Int64(max(0, min(seconds, 1e12))))")
        }
        return members.joined(separator: ", ")
    }

    /// Refuses a body whose announced size is outside the limits for one request.
    ///
    /// - Parameters:
    ///   - bodyBytes: The announced length; `nil` when it is chunked.
    ///   - isExempt: Whether the body may be small: it completes the upload, or only asks for its address.
    func check(bodyBytes: Int64?, isExempt: Bool) throws(ReceiverRefusal) {
        guard let bodyBytes else { return }
        if let maxAppendBytes, bodyBytes > maxAppendBytes { throw appendTooLarge(maxAppendBytes) }
        if let minAppendBytes, bodyBytes < minAppendBytes, !isExempt {
            throw .malformed(
                "the body of a request has \(minAppendBytes) bytes at least unless it completes the upload")
        }
    }

    /// Where a body that begins at `start` must end, and the reply to one that does not.
    func end(from start: Int64, length: Int64?) -> (limit: Int64, refusal: ReceiverRefusal) {
        let whole = length ?? maxBytes
        if let maxAppendBytes, maxAppendBytes < whole - start {
            return (start + maxAppendBytes, appendTooLarge(maxAppendBytes))
        }
        let refusal: ReceiverRefusal =
            length == nil ? tooLarge() : .inconsistentLength("the body goes past the upload's length")
        return (whole, refusal)
    }

    /// The object would be larger than is taken.
    func tooLarge() -> ReceiverRefusal { refusal("larger than this server's limit of \(maxBytes) bytes") }

    private func appendTooLarge(_ bytes: Int64) -> ReceiverRefusal {
        refusal("one request takes at most \(bytes) bytes")
    }

    /// A refusal for size names the limits.
    private func refusal(_ reason: String) -> ReceiverRefusal {
        ReceiverRefusal(
            .contentTooLarge, reason, fields: [.uploadLimit: field(lifetime: nil, version: .v8)])
    }
}
