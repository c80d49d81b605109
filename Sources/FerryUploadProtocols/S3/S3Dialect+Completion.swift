public import FerryCore
import FoundationEssentials
public import HTTPTypes

/// The end of an upload, and uploads without one (API reference: CompleteMultipartUpload).
extension S3Dialect {
    /// `POST ?uploadId` with the list of parts, the length that is expected, and the checksum of the whole object.
    public func complete(
        _ upload: PartsUpload, at location: String, parts: [PartReference], creation: UploadCreation,
        checksum: Checksum?, features: PartsFeatures
    ) throws(UploadFailure) -> (head: HTTPRequest, body: [UInt8]) {
        var fields: HTTPFields = [.contentType: "application/xml"]
        if let length = creation.length { fields[.amzObjectSize] = String(length) }
        if features.guardsNames, !creation.replaces { fields[.ifNoneMatch] = "*" }
        if features.completesWithChecksums, let checksum, checksum.algorithm.s3Name != nil {
            fields[checksum.algorithm.s3Field] = checksum.base64
            fields[.amzChecksumType] = "FULL_OBJECT"
        }
        let head = try request(.post, location, query: [("uploadId", upload.id)], fields)
        return (head, Array(Self.document(parts, withChecksums: features.completesWithChecksums).utf8))
    }

    private static func document(_ parts: [PartReference], withChecksums: Bool) -> String {
        var text = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        for (index, part) in parts.enumerated() {
            text += "<Part><PartNumber>\(index + 1)</PartNumber><ETag>&quot;\(S3Text.xml(part.entityTag))&quot;</ETag>"
            if withChecksums, let checksum = part.checksum, let name = checksum.algorithm.s3Name {
                text += "<Checksum\(name)>\(checksum.base64)</Checksum\(name)>"
            }
            text += "</Part>"
        }
        return text + "</CompleteMultipartUpload>"
    }

    /// The status of this reply is sent before the work is done: only a whole `CompleteMultipartUploadResult` is
    /// success, an `Error` is one also under 200, and anything else is a reply that was cut short.
    public func completed(from response: HTTPTransferResponse) -> PartsFailure? {
        let reply = S3Reply(response, .completing)
        guard response.head.status.code == 200 else { return reply.failure }
        let document = S3Document.read(S3Document.Completed.self, of: "CompleteMultipartUpload", from: response.body)
        return document == nil ? reply.failure : nil
    }
}
