import HTTPTypes

/// Field names of tus 1.0 (tus.io/protocols/resumable-upload), of draft-ietf-httpbis-resumable-upload, of RFC 5789 and of
/// RFC 9530.
extension HTTPField.Name {
    static let tusResumable = constant("Tus-Resumable")
    static let tusVersion = constant("Tus-Version")
    static let tusExtension = constant("Tus-Extension")
    static let tusMaxSize = constant("Tus-Max-Size")
    static let uploadOffset = constant("Upload-Offset")
    static let uploadLength = constant("Upload-Length")
    static let uploadDeferLength = constant("Upload-Defer-Length")
    static let uploadMetadata = constant("Upload-Metadata")
    static let uploadExpires = constant("Upload-Expires")
    static let uploadChecksum = constant("Upload-Checksum")
    static let uploadConcat = constant("Upload-Concat")
    /// Not of tus: how often the same partial uploads make an object.
    static let ferryJoining = constant("Ferry-Joining")
    static let tusChecksumAlgorithm = constant("Tus-Checksum-Algorithm")
    static let uploadComplete = constant("Upload-Complete")
    static let uploadLimit = constant("Upload-Limit")
    static let interopVersion = constant("Upload-Draft-Interop-Version")
    static let acceptPatch = constant("Accept-Patch")
    static let contentDigest = constant("Content-Digest")
    static let methodOverride = constant("X-HTTP-Method-Override")
    static let reprDigest = constant("Repr-Digest")
    static let contentTypeOptions = constant("X-Content-Type-Options")
    static let securityPolicy = constant("Content-Security-Policy")

    /// A name known to be a token, so that the parse cannot fail.
    private static func constant(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is not a field name") }
        return name
    }
}

extension HTTPFields {
    /// The only value of a field that must stand at most once; throws where it is repeated.
    func single(_ name: HTTPField.Name) throws(ReceiverRefusal) -> String? {
        let values = self[values: name]
        guard values.count <= 1 else { throw .malformed("\(name.rawName) stands more than once") }
        return values.first
    }

    /// A field that holds a plain non-negative decimal number, as tus wants it.
    func number(_ name: HTTPField.Name) throws(ReceiverRefusal) -> Int64? {
        guard let text = try single(name) else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int64(text) else {
            throw .malformed("\(name.rawName) is not a non-negative integer")
        }
        return value
    }
}
