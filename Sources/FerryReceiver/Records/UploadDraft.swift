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
}

extension UploadDraft {
    /// The upload that a tus creation asks for.
    init(_ creation: TusCreation, gate: BearerGate) {
        origin = .tus
        bytes = creation.length
        filename = SafeNames.filename(creation.metadata.string("filename"))
        mediaType = SafeNames.mediaType(creation.metadata.string("filetype"))
        metadata = creation.metadata.text
        key = creation.metadata.string("ferryJob").map(gate.jobKey)
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
