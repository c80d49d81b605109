import HTTPTypes

extension SupabaseStore {
    /// `GET` on an object and its description, and `DELETE`.
    mutating func object(_ head: RequestHead) -> ServerReply {
        if let refused = authorisation(of: head) { return refused }
        guard let name = Self.name(in: head.resource) else { return refusal(404, "Bucket not found", of: head) }
        guard let object = files[name] else { return refusal(404, "Object not found", of: head) }
        switch head.method {
        case "GET" where head.resource.hasPrefix("/storage/v1/object/info/"):
            let text = GCSDocument.text(Info(name: name, object))
            return ServerReply(200, [.contentType: "application/json"], text: text)
        case "GET":
            return ServerReply(200, [.contentType: object.mediaType ?? "application/octet-stream"], object.bytes)
        case "DELETE":
            files[name] = nil
            return ServerReply(200, [:], text: #"{"message":"Successfully deleted"}"#)
        default: return ServerReply(405)
        }
    }

    /// An object as the service describes it.
    private struct Info: Encodable {
        var name: String
        var version: String
        var size: Int
        var etag: String
        var metadata: [String: String]

        init(name: String, _ object: SupabaseStore.Object) {
            self.name = name
            version = "v\(object.version)"
            size = object.bytes.count
            etag = "\"\(object.version)-2\""
            metadata = object.metadata
        }
    }
}
