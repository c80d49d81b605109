public import HTTPTypes

/// What the requests to a folder say, in the manner of resumable uploads over HTTP. They never leave the process.
///
/// `POST` on an object begins an unfinished file of one job beside it and names it in `Location`; `HEAD` tells how many
/// bytes it holds; `PATCH` adds bytes at `Upload-Offset`, and with `Upload-Complete: ?1` lets it become the object that
/// `Content-Location` names, when its bytes have the hash of `Repr-Digest`; `DELETE` removes a file.
public enum DirectoryFields {
    /// Bytes of the object, at its creation.
    public static let length = name("Upload-Length")
    /// Where bytes are added, and where the file stands.
    public static let offset = name("Upload-Offset")
    /// `?1` where nothing follows.
    public static let complete = name("Upload-Complete")
    /// SHA-256 of the whole object, `sha-256=:BASE64:` (RFC 9530).
    public static let digest = name("Repr-Digest")
    /// Asks for ``digest``.
    public static let wantDigest = name("Want-Repr-Digest")
    /// Whose unfinished file it is: the job's tag.
    public static let job = name("Ferry-Job")

    /// The name of a job's unfinished file; short whatever the object is called.
    public static func unfinishedName(job tag: String) -> String { ".mediaferry-\(tag.prefix(32)).part" }

    /// Whether a name is that of an unfinished file.
    public static func isUnfinished(_ name: some StringProtocol) -> Bool {
        name.hasPrefix(".mediaferry-") && name.hasSuffix(".part")
    }

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token of RFC 9110") }
        return name
    }
}
