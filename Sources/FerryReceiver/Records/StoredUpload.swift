import FerryCore

/// What `info.json` says of one upload. The first eight fields are what other programs may rely on.
struct StoredUpload: Codable, Sendable, Equatable {
    var id: UploadID
    /// The declared length; unknown while it is deferred.
    @Nullable var bytes: Int64?
    /// Bytes stored. While the upload is unfinished the size of `content` is the truth and this may lag behind.
    var offset: Int64
    var complete: Bool
    /// SHA-256 of the whole content, lower-case hexadecimal; unknown until complete.
    @Nullable var sha256: String?
    /// The client's name of the file without directories. Never part of a path.
    @Nullable var filename: String?
    @Nullable var mediaType: String?
    var createdAt: Timestamp

    var origin: Origin
    /// `Upload-Metadata` as the client wrote it.
    var metadata: String
    /// What only one finished object may exist for: a named object or a job; see ``UploadLedger``.
    @Nullable var key: String?
    /// Grows with every creation and every completion, so that the newer of two records is known without a clock.
    var generation: Int64
    /// When an unfinished upload is given up.
    @Nullable var expiresAt: Timestamp?
    /// The part that the upload plays in a concatenation (tus 1.0, concatenation).
    @Nullable var concatenation: Concatenation? = nil
    /// SHA-256 that the client promised at creation (`Repr-Digest`, RFC 9530), lower-case hexadecimal.
    @Nullable var expectedSHA256: String? = nil
    /// SHA-256 of whoever created it, lower-case hexadecimal: nobody else sees it. `nil`: everybody who may ask.
    @Nullable var owner: String? = nil

    /// How the upload came.
    enum Origin: String, Codable, Sendable {
        case tus
        case rufh
        case put
    }
}

extension StoredUpload {
    /// Whether nothing more is to come but the upload has not been closed yet.
    ///
    /// The length closes a tus upload. A RUFH upload is closed by its client alone, and the part of a concatenation never
    /// becomes an object of its own.
    var isFull: Bool { origin == .tus && concatenation == nil && !complete && bytes == offset }

    /// Whether its time has run out.
    func isExpired(at now: Timestamp) -> Bool { !complete && expiresAt.map { $0 <= now } ?? false }

    /// Whether it comes in one request and leaves nothing when that fails: a plain PUT, and the join of partial uploads.
    var isOneRequest: Bool { origin == .put || concatenation?.role == .final }

    /// Whether requests may see it.
    var isVisible: Bool { complete || !isOneRequest }
}
