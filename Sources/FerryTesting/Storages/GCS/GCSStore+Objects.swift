import HTTPTypes

extension GCSStore {
    /// `GET` and `DELETE` on an object.
    mutating func object(_ name: String, _ head: RequestHead) -> ServerReply {
        guard let object = files[name] else {
            return Self.error(404, "notFound", "No such object: \(Self.bucket)/\(name.filter { $0 != "\"" })")
        }
        switch head.method {
        case "GET" where head.query("alt") == "media":
            let type = object.metadata.contentType ?? "application/octet-stream"
            if let match = head.query("ifGenerationMatch"), match != "\(object.generation)" {
                return Self.error(412, "conditionNotMet", "Precondition Failed")
            }
            return .ranged(head, [.contentType: type], object.bytes)
        case "GET": return description(name)
        case "DELETE":
            files[name] = nil
            return ServerReply(204)
        default: return ServerReply(405)
        }
    }

    /// `GET …/o`: a page of the objects whose name begins with the prefix; a page has five.
    func list(_ head: RequestHead) -> ServerReply {
        let (prefix, after) = (head.query("prefix") ?? "", head.query("pageToken") ?? "")
        let names = files.keys.filter { $0.hasPrefix(prefix) && $0 > after }.sorted()
        let page = names.prefix(5)
        let items = page.map { name in
            "{\"name\":\"\(name)\",\"size\":\"\(files[name]?.bytes.count ?? 0)\","
                + "\"generation\":\"\(files[name]?.generation ?? 0)\",\"updated\":\"2026-05-01T12:00:00.000Z\"}"
        }
        let next = names.count > page.count ? page.last.map { ",\"nextPageToken\":\"\($0)\"" } : nil
        return ServerReply(
            200, [.contentType: "application/json; charset=UTF-8"],
            text: "{\"items\":[\(items.joined(separator: ","))]\(next ?? "")}")
    }

    /// What stands at a name, as the API describes it.
    func description(_ name: String) -> ServerReply {
        guard let object = files[name] else { return Self.error(404, "notFound", "No such object") }
        let resource = GCSDocument.Resource(
            bucket: Self.bucket, name: name, generation: "\(object.generation)", size: "\(object.bytes.count)",
            crc32c: Digests.base64(Digests.digest("crc32c", of: object.bytes) ?? []),
            md5Hash: Digests.base64(Digests.digest("md5", of: object.bytes) ?? []),
            contentType: object.metadata.contentType, cacheControl: object.metadata.cacheControl,
            metadata: object.metadata.metadata)
        return ServerReply(
            200, [.contentType: "application/json; charset=UTF-8"], text: GCSDocument.text(resource))
    }
}
