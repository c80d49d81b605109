public import FerryCore
public import HTTPTypes

/// Objects beneath the prefix (API reference: ListObjectsV2, GetObject).
extension S3Dialect: ListingDialect {
    /// Keys of a page at most, which fit into the bytes of a reply that are read.
    private static let pageKeys = 1000

    /// `GET ?list-type=2`; keys come percent-encoded, since XML cannot hold every character of a key.
    public func listObjects(after token: String?) throws(UploadFailure) -> HTTPRequest {
        var query = [(name: "encoding-type", value: "url"), ("list-type", "2"), ("max-keys", String(Self.pageKeys))]
        if !place.prefix.isEmpty { query.append(("prefix", place.prefix)) }
        if let token { query.append(("continuation-token", token)) }
        guard let url = place.bucketURL(query: query) else {
            throw UploadFailure(
                .other, FerryError(.destinationWrongProtocol, "the bucket cannot be listed", disposition: .giveUp))
        }
        return url.request(.get, [:])
    }

    /// Reads keys, sizes, entity tags and times. What ends with a slash is a folder, and none.
    public func listedObjects(from response: HTTPTransferResponse) -> Result<ObjectPage, UploadFailure> {
        let reply = S3Reply(response, .listing)
        guard response.head.status.code == 200 else { return .failure(reply.failure.failure) }
        guard let page = S3Document.read(S3Document.Objects.self, root: "ListBucketResult", from: response.body) else {
            return .failure(reply.notS3.failure)
        }
        let next = page.isTruncated == "true" ? page.nextContinuationToken : nil
        return .success(ObjectPage(objects: (page.contents ?? []).compactMap { object(page, $0) }, next: next))
    }

    private func object(_ page: S3Document.Objects, _ found: S3Document.Objects.Object) -> ListedObject? {
        let told = found.key ?? ""
        let key = page.encodingType == "url" ? PercentText.decode(told.replacing("+", with: " ")) ?? told : told
        guard key.hasPrefix(place.prefix), !key.hasSuffix("/"), let bytes = found.size.flatMap({ Int64($0) }),
            bytes >= 0
        else { return nil }
        return ListedObject(
            name: String(key.dropFirst(place.prefix.count)), location: place.location(key: key), bytes: bytes,
            version: S3Tag.plain(found.eTag ?? ""), modified: found.lastModified.flatMap { Timestamp($0) })
    }

    /// `GET` with `Range` and `If-Match`.
    public func read(
        _ location: String, from offset: Int64, version: String
    ) throws(UploadFailure) -> HTTPRequest {
        var fields: HTTPFields = [:]
        if offset > 0 { fields[.range] = "bytes=\(offset)-" }
        if !version.isEmpty { fields[.ifMatch] = "\"\(version)\"" }
        return try request(.get, location, fields)
    }
}

extension S3Place {
    /// The bucket's own URL.
    func bucketURL(query: [(name: String, value: String)]) -> HTTPLocation? {
        base.resolving(base.path + "?" + S3Text.query(query))
    }
}
