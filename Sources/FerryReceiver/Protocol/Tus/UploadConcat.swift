import HTTPTypes

/// The `Upload-Concat` field of tus (extension "Concatenation"): `partial`, or `final;` and the partial uploads' URLs with
/// a space between them.
enum UploadConcat {
    /// Most partial uploads of one final upload.
    static let maxParts = 512

    /// Reads the field; `nil` when there is none.
    static func read(_ fields: HTTPFields) throws(ReceiverRefusal) -> Concatenation? {
        guard let text = try fields.single(.uploadConcat) else { return nil }
        if text == "partial" { return .partial }
        guard text.hasPrefix("final;") else { throw .malformed("Upload-Concat is neither partial nor final;URL…") }
        let urls = text.dropFirst(6).split(separator: " ")
        guard (1...maxParts).contains(urls.count) else {
            throw .malformed("Upload-Concat names \(urls.count) partial uploads; 1 to \(maxParts) are taken")
        }
        var parts: [UploadID] = []
        for url in urls { parts.append(try part(url)) }
        return .final(parts)
    }

    /// The field of a record.
    static func text(_ concatenation: Concatenation) -> String {
        switch concatenation.role {
        case .partial: "partial"
        case .final: "final;" + concatenation.parts.map { "/files/\($0)" }.joined(separator: " ")
        }
    }

    /// The upload that an absolute URL or a path names; which host the client calls us by does not matter.
    private static func part(_ url: Substring) throws(ReceiverRefusal) -> UploadID {
        var path = url
        if let scheme = url.firstRange(of: "://") {
            let rest = url[scheme.upperBound...]
            path = rest[(rest.firstIndex(of: "/") ?? rest.endIndex)...]
        }
        guard case .upload(let id) = ReceiverRoute(path: String(path)) else {
            throw .malformed("Upload-Concat names something that is no upload of this server")
        }
        return id
    }
}
