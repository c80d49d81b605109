public import FerryCore
import FoundationEssentials
public import HTTPTypes

/// Objects beneath the prefix (JSON API, "Objects: list" and "Objects: get").
extension GCSDialect: ListingDialect {
    /// Objects of a page at most, which fit into the bytes of a reply that are read.
    private static let pageObjects = 1000

    /// `GET …/storage/v1/b/BUCKET/o` with the fields that are read.
    public func listObjects(after token: String?) throws(UploadFailure) -> HTTPRequest {
        var query = "maxResults=\(Self.pageObjects)&fields=nextPageToken,items(name,size,generation,updated)"
        if !prefix.isEmpty { query += "&prefix=\(PercentText.encode(prefix + "/"))" }
        if let token { query += "&pageToken=\(PercentText.encode(token))" }
        guard let url = address("/storage/v1/b/\(PercentText.encode(bucket))/o?\(query)") else {
            throw UploadFailure(
                .other, FerryError(.destinationWrongProtocol, "the bucket cannot be listed", disposition: .giveUp))
        }
        return url.request(.get)
    }

    /// Reads names, sizes, generations and times. What ends with a slash is a folder, and none.
    public func listedObjects(from response: HTTPTransferResponse) -> Result<ObjectPage, UploadFailure> {
        guard response.head.status.code == 200 else { return .failure(GCSReply(response).failureOfObject()) }
        guard let page = try? JSONDecoder().decode(Page.self, from: Data(response.body)) else {
            return .failure(GCSReply(response).noGCS("its list of objects cannot be read"))
        }
        return .success(ObjectPage(objects: (page.items ?? []).compactMap(object), next: page.nextPageToken))
    }

    private func object(_ found: Page.Item) -> ListedObject? {
        let folder = prefix.isEmpty ? "" : prefix + "/"
        guard found.name.hasPrefix(folder), !found.name.hasSuffix("/"), let bytes = found.size.flatMap({ Int64($0) })
        else { return nil }
        return ListedObject(
            name: String(found.name.dropFirst(folder.count)), location: "gs://\(bucket)/\(found.name)", bytes: bytes,
            version: found.generation ?? "", modified: found.updated.flatMap { Timestamp($0) })
    }

    /// `GET ?alt=media` with `Range`, of one generation.
    public func read(
        _ location: String, from offset: Int64, version: String
    ) throws(UploadFailure) -> HTTPRequest {
        let condition = version.isEmpty ? "" : "&ifGenerationMatch=\(PercentText.encode(version))"
        let fields: HTTPFields = offset > 0 ? [.range: "bytes=\(offset)-"] : [:]
        return try object(location, query: "?alt=media\(condition)").request(.get, fields)
    }

    private struct Page: Decodable {
        var items: [Item]?
        var nextPageToken: String?

        struct Item: Decodable {
            var name: String
            var size: String?
            var generation: String?
            var updated: String?
        }
    }
}
