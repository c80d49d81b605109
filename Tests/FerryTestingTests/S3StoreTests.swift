import FerryCore
import HTTPTypes
import Testing

@testable import FerryTesting

@Suite struct S3StoreTests {
    private static func request(
        _ store: inout S3Store, _ method: String, _ path: String, _ fields: [String: String] = [:], body: String = ""
    ) -> ServerReply {
        var all = HTTPFields()
        for (name, value) in fields { all[HTTPField.Name.name(name)] = value }
        return store.send(RequestHead(method: method, path: path, fields: all), Array(body.utf8))
    }

    private static func code(_ reply: ServerReply) -> String? {
        S3XML.values("Code", in: String(decoding: reply.body, as: UTF8.self)).first
    }

    private static func small() -> S3Store {
        var features = S3Features()
        features.minPartBytes = 3
        features.pageSize = 2
        return S3Store(features: features)
    }

    private static func completion(_ parts: [(Int, ServerReply)]) -> String {
        let rows = parts.map { "<Part><PartNumber>\($0)</PartNumber><ETag>\($1.fields[.eTag] ?? "")</ETag></Part>" }
        return "<CompleteMultipartUpload>\(rows.joined())</CompleteMultipartUpload>"
    }

    @Test("a multipart upload is begun, listed page by page, completed and read")
    func road() {
        var store = Self.small()
        let begun = Self.request(
            &store, "POST", "/bucket/a%20b?uploads",
            ["x-amz-checksum-algorithm": "CRC32C", "x-amz-checksum-type": "FULL_OBJECT", "x-amz-meta-tag": "t"])
        #expect(S3XML.values("UploadId", in: String(decoding: begun.body, as: UTF8.self)) == ["upload-1~"])
        let texts = ["123", "456", "789"]
        let parts = texts.enumerated().map { place, text in
            let value = Digests.base64(Digests.digest("crc32c", of: Array(text.utf8)) ?? [])
            let path = "/bucket/a%20b?partNumber=\(place + 1)&uploadId=upload-1~"
            return (place + 1, Self.request(&store, "PUT", path, ["x-amz-checksum-crc32c": value], body: text))
        }
        #expect(parts.map(\.1.status) == [200, 200, 200])
        let path = "/bucket/a%20b?uploadId=upload-1~"
        let page = String(decoding: Self.request(&store, "GET", path).body, as: UTF8.self)
        #expect(S3XML.values("PartNumber", in: page) == ["1", "2"])
        #expect(S3XML.values("NextPartNumberMarker", in: page) == ["2"])
        #expect(S3XML.values("IsTruncated", in: page) == ["true"])
        let rest = String(decoding: Self.request(&store, "GET", path + "&part-number-marker=2").body, as: UTF8.self)
        #expect(S3XML.values("PartNumber", in: rest) == ["3"] && S3XML.values("Size", in: rest) == ["3"])
        let done = Self.request(&store, "POST", path, ["x-amz-mp-object-size": "9"], body: Self.completion(parts))
        // 0xE3069283 is the published CRC32C of "123456789".
        #expect(S3XML.values("ChecksumCRC32C", in: String(decoding: done.body, as: UTF8.self)) == ["4waSgw=="])
        let head = Self.request(&store, "HEAD", "/bucket/a%20b", ["x-amz-checksum-mode": "ENABLED"])
        #expect(head.fields[.contentLength] == "9" && head.fields[.name("x-amz-checksum-crc32c")] == "4waSgw==")
        #expect(head.fields[.name("x-amz-meta-tag")] == "t" && head.fields[.eTag]?.hasSuffix("-3\"") == true)
        #expect(store.objects.map(\.bytes) == [Array("123456789".utf8)] && store.unfinishedUploads == 0)
        #expect(Self.code(Self.request(&store, "POST", path, body: Self.completion(parts))) == "NoSuchUpload")
    }

    @Test("uploads are listed by prefix and aborted once")
    func uploads() {
        var store = Self.small()
        for key in ["b/2", "b/1", "b/1", "c"] { _ = Self.request(&store, "POST", "/bucket/\(key)?uploads=") }
        let page = String(decoding: Self.request(&store, "GET", "/bucket/?uploads&prefix=b%2F").body, as: UTF8.self)
        #expect(S3XML.values("UploadId", in: page) == ["upload-2~", "upload-3~"])
        #expect(S3XML.values("NextUploadIdMarker", in: page) == ["upload-3~"])
        let next = "/bucket/?uploads&prefix=b%2F&key-marker=b%2F1&upload-id-marker=upload-3~"
        let rest = String(decoding: Self.request(&store, "GET", next).body, as: UTF8.self)
        #expect(S3XML.values("Key", in: rest) == ["b/2"])
        #expect(Self.request(&store, "DELETE", "/bucket/c?uploadId=upload-4~").status == 204)
        #expect(Self.code(Self.request(&store, "DELETE", "/bucket/c?uploadId=upload-4~")) == "NoSuchUpload")
    }

    @Test("a complete request is refused for what is wrong with its list")
    func refusals() {
        var store = Self.small()
        _ = Self.request(&store, "POST", "/bucket/a?uploads")
        let one = Self.request(&store, "PUT", "/bucket/a?partNumber=1&uploadId=upload-1~", body: "x")
        let two = Self.request(&store, "PUT", "/bucket/a?partNumber=2&uploadId=upload-1~", body: "yyy")
        let path = "/bucket/a?uploadId=upload-1~"
        let refused = { (parts: [(Int, ServerReply)]) -> String? in
            Self.code(Self.request(&store, "POST", path, body: Self.completion(parts)))
        }
        #expect(refused([(1, one), (2, two)]) == "EntityTooSmall")
        #expect(refused([(2, two), (1, one)]) == "InvalidPartOrder")
        #expect(refused([(2, one)]) == "InvalidPart" && refused([(3, one)]) == "InvalidPart")
        #expect(refused([]) == "MalformedXML")
        #expect(
            Self.code(
                Self.request(&store, "POST", path, ["x-amz-mp-object-size": "9"], body: Self.completion([(2, two)])))
                == "InvalidRequest")
        #expect(store.objects.isEmpty && store.partSizes == [[1, 3]])
    }

    @Test("a whole object is put with its checksum, and only once where that is asked")
    func single() {
        var store = Self.small()
        let wrong = ["x-amz-checksum-crc32c": "AAAAAA=="]
        #expect(Self.code(Self.request(&store, "PUT", "/bucket/a", wrong, body: "123456789")) == "BadDigest")
        let right = ["x-amz-checksum-crc32c": "4waSgw==", "If-None-Match": "*"]
        #expect(Self.request(&store, "PUT", "/bucket/a", right, body: "123456789").status == 200)
        #expect(Self.code(Self.request(&store, "PUT", "/bucket/a", right, body: "123456789")) == "PreconditionFailed")
        #expect(Self.code(Self.request(&store, "GET", "/bucket/b")) == "NoSuchKey")
        store.features.checksums = []
        #expect(Self.code(Self.request(&store, "PUT", "/bucket/c", wrong, body: "1")) == "NotImplemented")
    }

    @Test("the signature of Amazon's own example is found right, and any change of it wrong")
    func signature() {
        // docs.aws.amazon.com, "Signature Calculations for the Authorization Header", example GET Bucket (List Objects).
        var features = S3Features()
        features.credentials = [
            .init(accessKey: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        ]
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let fields: HTTPFields = [
            .name("Host"): "examplebucket.s3.amazonaws.com", .name("x-amz-date"): "20130524T000000Z",
            .name("x-amz-content-sha256"): empty,
            .authorization:
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ]
        let head = RequestHead(method: "GET", path: "/?max-keys=2&prefix=J", fields: fields)
        let now = Timestamp(secondsSinceEpoch: 1_369_353_600)
        #expect(S3Signature.refusal(of: head, features: features, now: now) == nil)
        var other = head
        other.path = "/?max-keys=3&prefix=J"
        let refused = { (head: RequestHead, now: Timestamp) in
            S3Signature.refusal(of: head, features: features, now: now).flatMap(Self.code)
        }
        #expect(refused(other, now) == "SignatureDoesNotMatch")
        #expect(refused(head, now.advanced(bySeconds: 901)) == "RequestTimeTooSkewed")
        #expect(refused(RequestHead(method: "GET", path: "/"), now) == "AccessDenied")
        features.expiredKeys = ["AKIAIOSFODNN7EXAMPLE"]
        #expect(S3Signature.refusal(of: head, features: features, now: now)?.status == 400)
    }

    @Test("a lie changes what is told of lengths and nothing else")
    func lies() {
        var store = Self.small()
        _ = Self.request(&store, "POST", "/bucket/a?uploads")
        _ = Self.request(&store, "PUT", "/bucket/a?partNumber=1&uploadId=upload-1~", body: "xyz")
        let head = RequestHead(method: "GET", path: "/bucket/a?uploadId=upload-1~")
        let lying = store.lie(store.send(head), to: head, .offset(by: -1))
        #expect(S3XML.values("Size", in: String(decoding: lying?.body ?? [], as: UTF8.self)) == ["2"])
        #expect(store.partSizes == [[3]])
    }
}
