import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

@Suite struct S3ReplyTests {
    private let dialect: S3Dialect
    private static let md5 = "00112233445566778899aabbccddeeff"

    init() throws { dialect = try S3Samples.dialect() }

    @Test("an object tells its length, checksums, marker and tag")
    func inspected() throws {
        let facts = try #require(
            dialect.inspected(
                from: .reply(
                    200, "Content-Length: 12", "ETag: \"\(Self.md5)\"", "x-amz-checksum-crc64nvme: AQIDBAUGBwg=",
                    "x-amz-checksum-type: FULL_OBJECT", "x-amz-meta-ferry-source: abc", "x-amz-meta-ferry-job: tag")
            ).value)
        #expect(facts.bytes == 12 && facts.marker == S3Samples.marker && facts.version == Self.md5)
        #expect(facts.checksums == [try S3Samples.crc64(), try #require(Checksum(.md5, hex: Self.md5))])
    }

    @Test(
        "a tag or checksum that is not of the bytes is none",
        arguments: [
            ["ETag: \"00112233445566778899aabbccddeeff-3\""],
            ["ETag: \"00112233445566778899aabbccddeeff\"", "x-amz-server-side-encryption: aws:kms"],
            [
                "ETag: \"00112233445566778899aabbccddeeff\"",
                "x-amz-server-side-encryption-customer-algorithm: AES256",
            ],
            ["x-amz-checksum-crc32c: AQIDBA==", "x-amz-checksum-type: COMPOSITE"],
            ["x-amz-checksum-crc32c: AQIDBA==-2"], ["x-amz-checksum-crc64nvme: AQID"], ["x-amz-checksum-crc32c: ?"],
        ])
    func opaque(fields: [String]) throws {
        let facts = try #require(dialect.inspected(from: .reply(200, fields: fields + ["Content-Length: 1"])).value)
        #expect(facts.checksums.isEmpty)
    }

    @Test("an upload is named, and uses the checksum that the storage repeats")
    func begun() throws {
        let body = """
            <?xml version="1.0" encoding="UTF-8"?>
            <InitiateMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <Bucket>b</Bucket><Key>k</Key><UploadId> a&amp;b </UploadId></InitiateMultipartUploadResult>
            """
        let echoed = S3Samples.reply(200, "x-amz-checksum-algorithm: CRC64NVME", body: body)
        let silent = S3Samples.reply(200, body: body)
        for (choice, reply, checksum) in [
            (.automatic, echoed, .crc64nvme), (.automatic, silent, .md5), (.crc64nvme, silent, .crc64nvme),
            (.crc32c, silent, .crc32c), (.md5, silent, .md5), (.none, silent, nil),
        ] as [(S3Dialect.ChecksumChoice, HTTPTransferResponse, ChecksumAlgorithm?)] {
            let dialect = try S3Samples.dialect(choice)
            let begun = try #require(dialect.begun(from: reply, features: dialect.features).value)
            #expect(begun.id == "a&b" && begun.checksum == checksum)
        }
    }

    @Test("a part is known by its tag")
    func accepted() throws {
        let part = try #require(
            dialect.accepted(
                from: .reply(200, "ETag: \"t\"", "x-amz-checksum-crc64nvme: AQIDBAUGBwg="), part: S3Samples.part
            ).value)
        #expect(part == ListedPart(index: 6, bytes: nil, entityTag: "t", checksums: [try S3Samples.crc64()]))
        #expect(dialect.accepted(from: .reply(200), part: S3Samples.part).failure?.failure.error.disposition == .retry)
    }

    @Test("parts are listed with sizes, tags and checksums, page by page")
    func listed() throws {
        let body = """
            <ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>2</NextPartNumberMarker>
            <Part><PartNumber>1</PartNumber><Size>5</Size><ETag>"\(Self.md5)"</ETag></Part>
            <Part><PartNumber>2</PartNumber><Size>6</Size><ETag>t</ETag>
            <ChecksumCRC64NVME>AQIDBAUGBwg=</ChecksumCRC64NVME></Part>
            <Part><PartNumber>0</PartNumber><Size>6</Size><ETag>t</ETag></Part>
            <Part><PartNumber>10001</PartNumber><Size>6</Size><ETag>t</ETag></Part>
            <Part><PartNumber>4</PartNumber><Size>x</Size><ETag>t</ETag></Part>
            <Part><PartNumber>5</PartNumber><Size>6</Size></Part></ListPartsResult>
            """
        let page = try #require(dialect.listed(from: S3Samples.reply(200, body: body)).value)
        #expect(page.next == 1 && page.parts.map(\.index) == [0, 1, 3])
        #expect(page.parts[0].checksums == [try #require(Checksum(.md5, hex: Self.md5))])
        #expect(page.parts[1].checksums == [try S3Samples.crc64()] && page.parts[1].bytes == 6)
        #expect(page.parts[2].proof(bytes: 6, remembered: nil, algorithm: nil) == .refuted)
        let empty = "<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>"
        #expect(dialect.listed(from: S3Samples.reply(200, body: empty)).value == PartsPage(parts: []))
        let older = "<ListPartsResponse><IsTruncated>false</IsTruncated></ListPartsResponse>"
        #expect(dialect.listed(from: S3Samples.reply(200, body: older)).value == PartsPage(parts: []))
        #expect(dialect.listed(from: S3Samples.reply(200, body: "<ListPartsOther/>")).value == nil)
    }

    private static let result = "<CompleteMultipartUploadResult><ETag/></CompleteMultipartUploadResult>"

    @Test(
        "an object is made only when the reply says so to its end",
        arguments: [
            result, result.replacing("Result", with: "Response"), "  \n\n \t" + result,
            "<?xml version=\"1.0\"?>\n   \n" + result,
            " \n<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + result,
            "<CompleteMultipartUploadResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Location>x</Location>"
                + "<ETag>\"a-2\"</ETag></CompleteMultipartUploadResult>",
        ])
    func completed(body: String) {
        #expect(dialect.completed(from: S3Samples.reply(200, body: body)) == nil)
    }

    @Test(
        "a reply that is cut short, or is another, is not success",
        arguments: [
            "", " ", "<", "<?xml", "<html></html>", "<CompleteMultipartUploadResult/><b>", "<!DOCTYPE a>" + result,
        ]
            + (1..<result.utf8.count).map { String(result.prefix($0)) })
    func cut(body: String) throws {
        let failure = try #require(dialect.completed(from: S3Samples.reply(200, body: body)))
        #expect(failure.kind == .plain && failure.failure.error.disposition == .retry)
    }

    @Test(
        "an error under the status 200 is an error",
        arguments: [
            ("InternalError", .retry, .plain), ("SlowDown", .retry, .plain), ("NoSuchUpload", .freshStart, .plain),
            ("InvalidPart", .retry, .partsDiffer), ("AccessDenied", .giveUp, .plain),
        ] as [(String, FerryError.Disposition, PartsFailure.Kind)])
    func errorInside(code: String, next: FerryError.Disposition, kind: PartsFailure.Kind) throws {
        let failure = try #require(dialect.completed(from: S3Samples.error(200, code)))
        #expect(failure.kind == kind && failure.failure.error.disposition == next)
        #expect(failure.failure.error.message.contains("\(code), 200"))
    }
}
