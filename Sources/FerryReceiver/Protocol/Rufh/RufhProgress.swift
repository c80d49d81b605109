import HTTPTypes

/// Interim replies that tell a client of bytes that are kept (draft-ietf-httpbis-resumable-upload-11 5), few enough for
/// clients that bound what they take of them.
struct RufhProgress: Sendable {
    /// Most interim replies to one request.
    static let maxReplies: Int64 = 256
    /// Bytes between two of them at least.
    static let minStep: Int64 = 1 << 20

    let version: RufhVersion
    private let step: Int64
    private var next: Int64
    private var sent: Int64 = 0

    /// Begins at the first byte of a body.
    ///
    /// - Parameter bodyBytes: The announced length of the body; `nil` when it is chunked.
    init(version: RufhVersion, from start: Int64, bodyBytes: Int64?) {
        self.version = version
        step = max(Self.minStep, (bodyBytes ?? 0) / Self.maxReplies)
        next = start + step
    }

    /// The reply that is due when everything before `offset` is kept; `nil` when it is too early for one.
    mutating func reply(at offset: Int64) -> HTTPResponse? {
        guard offset >= next, sent < Self.maxReplies else { return nil }
        sent += 1
        next = offset + step
        return .uploadResumption([.uploadOffset: String(offset)], version: version)
    }
}

extension HTTPResponse {
    /// `104 Upload Resumption Supported`.
    static func uploadResumption(_ fields: HTTPFields, version: RufhVersion) -> HTTPResponse {
        var fields = fields
        fields[.interopVersion] = String(version.rawValue)
        return HTTPResponse(
            status: .init(code: 104, reasonPhrase: "Upload Resumption Supported"), headerFields: fields)
    }
}
