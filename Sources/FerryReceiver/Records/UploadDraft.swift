/// An upload that is asked for and has no record yet.
struct UploadDraft: Sendable {
    var origin: StoredUpload.Origin
    /// The declared length; `nil` while unknown.
    var bytes: Int64?
    var filename: String?
    var mediaType: String?
    var metadata = ""
    /// See ``StoredUpload/key``.
    var key: String?
    /// See ``StoredUpload/concatenation``.
    var concatenation: Concatenation?
    /// See ``StoredUpload/expectedSHA256``.
    var expectedSHA256: String?
    /// See ``StoredUpload/owner``.
    var owner: String?
}

extension UploadDraft {
    /// Whether the finished object of the same job is the one that is asked for. A plain PUT always replaces, and a
    /// partial upload is no object.
    func isSatisfied(by found: StoredUpload) -> Bool {
        guard origin != .put, concatenation?.role != .partial else { return false }
        if let expectedSHA256, expectedSHA256 != found.sha256 { return false }
        return bytes == found.bytes || (concatenation != nil && concatenation == found.concatenation)
    }
}

extension UploadDraft {
    /// The upload that a tus creation asks for.
    init(_ creation: TusCreation, gate: BearerGate) {
        origin = .tus
        owner = gate.owner
        bytes = creation.length
        filename = SafeNames.filename(creation.metadata.string("filename"))
        mediaType = SafeNames.mediaType(creation.metadata.string("filetype"))
        metadata = creation.metadata.text
        key = creation.metadata.string("ferryJob").map(gate.jobKey)
        concatenation = creation.concatenation
    }

    /// The upload that a RUFH creation asks for.
    init(_ creation: RufhCreation, gate: BearerGate) {
        origin = .rufh
        owner = gate.owner
        bytes = creation.length
        filename = SafeNames.filename(creation.filename ?? creation.metadata.string("filename"))
        mediaType = SafeNames.mediaType(creation.mediaType ?? creation.metadata.string("filetype"))
        metadata = creation.metadata.text
        key = creation.metadata.string("ferryJob").map(gate.jobKey)
        expectedSHA256 = creation.sha256
    }

    /// The upload that a plain PUT asks for.
    init(named name: String, bytes: Int64?, mediaType: String?) {
        origin = .put
        self.bytes = bytes
        filename = SafeNames.filename(name)
        self.mediaType = SafeNames.mediaType(mediaType)
        key = Self.key(ofName: name)
    }

    /// The key under which the object of this name is kept.
    static func key(ofName name: String) -> String { "put:" + name }
}
