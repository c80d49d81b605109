import FerryCore
import HTTPTypes
import Testing

@testable import FerryUploadProtocols

@Suite struct SigV4SignerTests {
    @Test("the table of an independent signer is there") func tableIsThere() {
        #expect(SigV4Vectors.signed.count >= 40)
        #expect(SigV4Vectors.presigned.count >= 15)
    }

    @Test("a signed request has botocore's signature and goes to botocore's URL", arguments: SigV4Vectors.signed)
    func signed(_ vector: SigV4Vectors.Case) throws {
        let payload = try #require(vector.payload)
        let signed = try SigV4Vectors.signer(vector).signed(
            vector.request(), payload: payload == "UNSIGNED-PAYLOAD" ? .unsigned : .sha256(payload),
            now: SigV4Vectors.now())
        #expect(signed.headerFields[.authorization] == vector.authorization)
        #expect(signed.headerFields[.amzDate] == "20260501T120000Z")
        #expect(signed.headerFields[.amzContentSHA256] == payload)
        #expect(signed.headerFields[.amzSecurityToken] == vector.token)
        #expect(signed.path == HTTPLocation(vector.url)?.path)
    }

    @Test("a presigned URL is botocore's, byte for byte", arguments: SigV4Vectors.presigned)
    func presigned(_ vector: SigV4Vectors.Case) throws {
        let presigned = try SigV4Vectors.signer(vector).presigned(
            vector.request(), seconds: #require(vector.seconds), now: SigV4Vectors.now())
        let url = "\(presigned.scheme ?? "")://\(presigned.authority ?? "")\(presigned.path ?? "")"
        #expect(url == vector.presigned)
    }

    @Test(
        "however a caller has encoded a path, one form is signed and sent",
        arguments: [
            "/media/%21%2A%27%28%29", "/media/!*'()", "/media/%21*%27()", "/media/%21%2a%27%28%29",
        ])
    func oneForm(_ path: String) throws {
        let signed = try Self.signed(path)
        #expect(signed.path == "/media/%21%2A%27%28%29")
        #expect(signed.headerFields[.authorization] == (try Self.signed("/media/!*'()")).headerFields[.authorization])
    }

    @Test(
        "paths and queries keep their meaning",
        arguments: [
            ("/a%2Fb/c", "/a%2Fb/c"), ("/a+b", "/a%2Bb"), ("", "/"), ("/50%", "/50%25"), ("/50%2", "/50%252"),
            ("/x?b=1&a=2", "/x?b=1&a=2"), ("/x?uploads", "/x?uploads"), ("/x?uploads=", "/x?uploads="),
            ("/x?a=b=c", "/x?a=b%3Dc"), ("/x?a=1+2", "/x?a=1%2B2"), ("/x?", "/x"), ("/x?a&&b", "/x?a&b"),
        ])
    func wireForm(_ path: String, _ sent: String) throws { #expect(try Self.signed(path).path == sent) }

    @Test("the order of parameters and an equals sign without a value make no other signature")
    func equivalentQueries() throws {
        let first = try Self.signed("/x?uploads&prefix=a").headerFields[.authorization]
        #expect(try Self.signed("/x?prefix=a&uploads=").headerFields[.authorization] == first)
        #expect(try Self.signed("/x?prefix=b&uploads=").headerFields[.authorization] != first)
    }

    @Test("an older signature on the request is replaced, and fields of proxies are left out")
    func signsAgain() throws {
        var request = HTTPRequest(method: .put, scheme: "https", authority: "s3.example", path: "/x")
        let once = try Self.sign(request)
        request.headerFields[.authorization] = "AWS4-HMAC-SHA256 old"
        request.headerFields[.amzSecurityToken] = "old"
        request.headerFields[.userAgent] = "changed on the way"
        request.headerFields[.expect] = ""
        request.headerFields[.contentLength] = "5"
        #expect(try Self.sign(request).headerFields[.authorization] == once.headerFields[.authorization])
        #expect(try Self.sign(request).headerFields[.amzSecurityToken] == nil)
    }

    @Test("what the caller says of the body wins over what is known of it")
    func ownContentHash() throws {
        var request = HTTPRequest(method: .put, scheme: "https", authority: "s3.example", path: "/x")
        request.headerFields[.amzContentSHA256] = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        let signed = try Self.sign(request)
        #expect(signed.headerFields[.amzContentSHA256] == "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
        #expect(signed.headerFields[.authorization] != (try Self.signed("/x")).headerFields[.authorization])
    }

    @Test("several fields of one name are signed as one list")
    func repeatedFields() throws {
        let name = try #require(HTTPField.Name("x-amz-meta-a"))
        var twice = HTTPRequest(method: .put, scheme: "https", authority: "s3.example", path: "/x")
        twice.headerFields.append(HTTPField(name: name, value: "1"))
        twice.headerFields.append(HTTPField(name: name, value: "  2\t 3 "))
        var joined = HTTPRequest(method: .put, scheme: "https", authority: "s3.example", path: "/x")
        joined.headerFields[name] = "1,2 3"
        #expect(
            try Self.sign(twice).headerFields[.authorization] == Self.sign(joined).headerFields[.authorization])
    }

    @Test("a presigned URL lives a second at least and seven days at most", arguments: [(0, "1"), (700_000, "604800")])
    func life(_ seconds: Int, _ written: String) throws {
        let request = HTTPRequest(method: .put, scheme: "https", authority: "s3.example", path: "/x")
        let presigned = SigV4Signer(credentials: Self.credentials, region: "r").presigned(
            request, seconds: seconds, now: Timestamp(microseconds: 0))
        #expect(presigned.path?.contains("X-Amz-Expires=\(written)&") == true)
    }

    private static let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret")

    private static func signed(_ path: String) throws -> HTTPRequest {
        try sign(HTTPRequest(method: .put, scheme: "https", authority: "s3.example", path: path))
    }

    private static func sign(_ request: HTTPRequest) throws -> HTTPRequest {
        SigV4Signer(credentials: credentials, region: "eu-central-1").signed(
            request, payload: .unsigned, now: try SigV4Vectors.now())
    }
}
