import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

@Suite struct S3RequestTests {
    private static let path = "/bucket/in/a%20b.webm"
    private static let said = ["content-type: video/webm", "x-amz-meta-ferry-job: tag", "x-amz-meta-ferry-source: abc"]

    private func check(_ request: HTTPRequest?, _ method: HTTPRequest.Method, _ path: String, _ fields: [String] = []) {
        #expect(request?.method == method && request?.path == path)
        #expect(request?.fieldLines == fields.sorted())
        #expect(request?.scheme == "http" && request?.authority == "h:9000")
    }

    @Test("an object is looked at, read and taken away by its key")
    func objects() throws {
        let dialect = try S3Samples.dialect()
        let location = S3Samples.location
        check(try dialect.inspect(location), .head, Self.path, ["x-amz-checksum-mode: ENABLED"])
        check(try dialect.read(location), .get, Self.path)
        check(dialect.remove(location, capabilities: .init()), .delete, Self.path)
        #expect(dialect.discover() == nil)
    }

    @Test("a whole object carries its checksum, and a condition unless it may replace another")
    func store() throws {
        let dialect = try S3Samples.dialect()
        let plain = try dialect.store(
            S3Samples.creation(), at: S3Samples.location, checksum: try S3Samples.crc64(), features: dialect.features)
        check(plain, .put, Self.path, Self.said + ["if-none-match: *", "x-amz-checksum-crc64nvme: AQIDBAUGBwg="])
        let unguarded = PartsFeatures(guardsNames: false, checksum: nil)
        for (creation, features) in [
            (S3Samples.creation(replaces: true), dialect.features), (S3Samples.creation(), unguarded),
        ] {
            let request = try dialect.store(creation, at: S3Samples.location, checksum: nil, features: features)
            check(request, .put, Self.path, Self.said)
        }
    }

    @Test("type, cache control, metadata and tags are said when the object is made")
    func attributes() throws {
        let dialect = try S3Samples.dialect(.none)
        let attributes = ObjectAttributes(
            contentType: "audio/webm", cacheControl: "max-age=60",
            metadata: ["Person": "Zoë", "a": "b c", "ferry-job": "forged", "bad key": "x"],
            tags: ["kind": "an & b", "a": "1"])
        let wanted = [
            "cache-control: max-age=60", "content-type: audio/webm", "if-none-match: *", "x-amz-meta-a: b c",
            "x-amz-meta-ferry-job: tag", "x-amz-meta-ferry-source: abc", "x-amz-meta-person: =?UTF-8?B?Wm/Dqw==?=",
            "x-amz-tagging: a=1&kind=an%20%26%20b",
        ]
        let creation = S3Samples.creation(attributes)
        check(
            try dialect.store(creation, at: S3Samples.location, checksum: nil, features: dialect.features), .put,
            Self.path, wanted)
        check(
            try dialect.begin(creation, at: S3Samples.location, features: dialect.features), .post,
            Self.path + "?uploads=", wanted.filter { $0 != "if-none-match: *" })
    }

    @Test(
        "an upload asks for a checksum of the whole object",
        arguments: [
            (.automatic, "CRC64NVME"), (.crc64nvme, "CRC64NVME"), (.crc32c, "CRC32C"), (.md5, nil), (.none, nil),
        ] as [(S3Dialect.ChecksumChoice, String?)])
    func begin(choice: S3Dialect.ChecksumChoice, name: String?) throws {
        let dialect = try S3Samples.dialect(choice)
        let request = try dialect.begin(S3Samples.creation(), at: S3Samples.location, features: dialect.features)
        let asked = name.map { ["x-amz-checksum-algorithm: \($0)", "x-amz-checksum-type: FULL_OBJECT"] } ?? []
        check(request, .post, Self.path + "?uploads=", Self.said + asked)
    }

    @Test("parts are numbered from 1 and carry their checksum")
    func parts() throws {
        let dialect = try S3Samples.dialect()
        let path = Self.path + "?partNumber=7&uploadId=up%2F1"
        func send(_ checksum: Checksum?) throws -> HTTPRequest {
            try dialect.send(S3Samples.part, of: S3Samples.upload, at: S3Samples.location, checksum: checksum)
        }
        check(try send(try S3Samples.crc64()), .put, path, ["x-amz-checksum-crc64nvme: AQIDBAUGBwg="])
        let md5 = try #require(Checksum(.md5, hex: "00112233445566778899aabbccddeeff"))
        check(try send(md5), .put, path, ["content-md5: ABEiM0RVZneImaq7zN3u/w=="])
        check(try send(nil), .put, path)
        check(
            try dialect.abort(S3Samples.upload, at: S3Samples.location), .delete, Self.path + "?uploadId=up%2F1")
    }

    @Test("parts are listed behind an index")
    func list() throws {
        let dialect = try S3Samples.dialect()
        check(
            try dialect.list(S3Samples.upload, at: S3Samples.location, after: nil, limit: 5000), .get,
            Self.path + "?max-parts=1000&uploadId=up%2F1")
        check(
            try dialect.list(S3Samples.upload, at: S3Samples.location, after: 6, limit: 1), .get,
            Self.path + "?max-parts=1&part-number-marker=7&uploadId=up%2F1")
    }

    @Test("completing names all parts, the length, the checksum and the condition")
    func complete() throws {
        let dialect = try S3Samples.dialect()
        let crc = try S3Samples.crc64()
        let parts = [PartReference(entityTag: "a<\"&", checksum: crc), PartReference(entityTag: "b", checksum: nil)]
        let (head, body) = try dialect.complete(
            S3Samples.upload, at: S3Samples.location, parts: parts, creation: S3Samples.creation(), checksum: crc,
            features: dialect.features)
        check(
            head, .post, Self.path + "?uploadId=up%2F1",
            [
                "content-type: application/xml", "if-none-match: *", "x-amz-checksum-crc64nvme: AQIDBAUGBwg=",
                "x-amz-checksum-type: FULL_OBJECT", "x-amz-mp-object-size: 12582912",
            ])
        #expect(
            String(decoding: body, as: UTF8.self)
                == "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                + "<Part><PartNumber>1</PartNumber><ETag>&quot;a&lt;&quot;&amp;&quot;</ETag>"
                + "<ChecksumCRC64NVME>AQIDBAUGBwg=</ChecksumCRC64NVME></Part>"
                + "<Part><PartNumber>2</PartNumber><ETag>&quot;b&quot;</ETag></Part></CompleteMultipartUpload>")
    }

    @Test("a storage that refuses checksums and conditions is completed without them")
    func completePlainly() throws {
        let dialect = try S3Samples.dialect()
        let crc = try S3Samples.crc64()
        let features = PartsFeatures(guardsNames: false, checksum: .crc64nvme, completesWithChecksums: false)
        let (head, body) = try dialect.complete(
            S3Samples.upload, at: S3Samples.location, parts: [PartReference(entityTag: "t", checksum: crc)],
            creation: S3Samples.creation(), checksum: crc, features: features)
        check(
            head, .post, Self.path + "?uploadId=up%2F1",
            ["content-type: application/xml", "x-amz-mp-object-size: 12582912"])
        #expect(!String(decoding: body, as: UTF8.self).contains("Checksum"))
    }

    @Test("an object of parts bears the MD5 of their MD5s")
    func entityTag() throws {
        let dialect = try S3Samples.dialect()
        let tags = ["d41d8cd98f00b204e9800998ecf8427e", "900150983cd24fb0d6963f7d28e17f72"]
        #expect(
            dialect.entityTag(of: tags.map { PartReference(entityTag: $0) }) == "66027c6d92d43d01c4f2aa8759629be3-2")
        #expect(dialect.entityTag(of: [PartReference(entityTag: "opaque")]) == nil)
    }
}
