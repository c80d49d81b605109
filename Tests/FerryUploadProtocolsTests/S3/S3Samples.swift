import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

/// A bucket at a custom endpoint, and an object for it.
enum S3Samples {
    static let location = "s3://bucket/in/a b.webm"
    static let marker = ObjectMarker(sourceSHA256: "abc", jobTag: "tag")
    static let upload = PartsUpload(id: "up/1", partBytes: 5 << 20, checksum: .crc64nvme)
    static let part = Chunk(index: 6, offset: 30 << 20, length: 9)

    static func dialect(_ checksum: S3Dialect.ChecksumChoice = .automatic) throws -> S3Dialect {
        let place = try S3Place(
            bucket: "bucket", prefix: "in", region: "us-east-1", endpoint: HTTPLocation("http://h:9000"))
        return S3Dialect(place: place, checksum: checksum)
    }

    static func creation(_ attributes: ObjectAttributes = .init(), replaces: Bool = false) -> UploadCreation {
        UploadCreation(
            length: 12 << 20, chunk: nil, objectName: "a b.webm", mediaType: "video/webm", marker: marker,
            attributes: attributes, replaces: replaces)
    }

    static func crc64() throws -> Checksum {
        try #require(Checksum(.crc64nvme, bytes: [1, 2, 3, 4, 5, 6, 7, 8]))
    }

    static func reply(_ status: Int, _ fields: String..., body: String) -> HTTPTransferResponse {
        var reply = HTTPTransferResponse.reply(status, fields: fields)
        reply.body = Array(body.utf8)
        return reply
    }

    static func error(_ status: Int, _ code: String, _ message: String = "words") -> HTTPTransferResponse {
        reply(
            status,
            body: """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>\(code)</Code><Message>\(message)</Message><RequestId>r</RequestId></Error>
                """)
    }
}
