import FerryCore
import FerryUploadProtocols
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import FerryPipeline

@Suite struct SigV4AuthorizerTests {
    private static let now = Timestamp(microseconds: 1_777_636_800_000_000)

    /// Gives one set of credentials after the other; the last one stays.
    private final class Series: AWSCredentialSource {
        private let rest: Mutex<[AWSCredentials]>
        let asked = Mutex(0)

        init(_ credentials: [AWSCredentials]) { rest = Mutex(credentials) }

        func credentials(now: Timestamp) async throws(FerryError) -> AWSCredentials {
            asked.withLock { $0 += 1 }
            return rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        }
    }

    private static func keys(_ id: String, token: String? = nil, expiresIn seconds: Double? = nil) -> AWSCredentials {
        AWSCredentials(
            accessKeyID: id, secretAccessKey: "secret/of+\(id)", sessionToken: token,
            expiresAt: seconds.map { now.advanced(bySeconds: $0) })
    }

    private static func authorizer(_ source: any AWSCredentialSource) throws -> SigV4Authorizer {
        let origin = try #require(HTTPLocation("https://s3.example/"))
        return SigV4Authorizer(
            scope: CredentialScope(origin: origin, withBuckets: true), region: "eu-central-1", source: source)
    }

    private static func store(_ ids: [String: String?], secondsOff: Double = 0) -> CheckingStore {
        CheckingStore(
            keys: Dictionary(uniqueKeysWithValues: ids.map { ($0, ("secret/of+\($0)", $1)) }),
            now: Date(timeIntervalSince1970: now.secondsSinceEpoch + secondsOff))
    }

    private static func request(
        _ method: HTTPRequest.Method = .put, _ path: String = "/a%20b/c?partNumber=2&uploadId=x%2By"
    ) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "https", authority: "media.s3.example", path: path)
    }

    @Test(
        "a checking store takes what is signed, whatever the name and the body",
        arguments: [
            "/", "/a//b", "/a/../b", "/a%20b%2Bc", "/%C3%BC~", "/!*'()", "/x?uploads", "/x?b=2&a=1&a=0",
            "/x?prefix=&marker=a%2Fb",
        ])
    func taken(_ path: String) async throws {
        let authorizer = try Self.authorizer(FixedAWSCredentials(Self.keys("A", token: "t/o=")))
        let store = Self.store(["A": "t/o="])
        for payload in [
            RequestPayload(), RequestPayload(length: 5),
            RequestPayload(length: 5, sha256: String(repeating: "ab", count: 32)),
        ] {
            var request = Self.request(.put, path)
            request.headerFields[.contentType] = "video/webm"
            let signed = try await authorizer.authorize(request, payload: payload, now: Self.now)
            let response = store.answer(signed)
            #expect(response.head.status == .ok, "\(String(decoding: response.body, as: UTF8.self))")
        }
    }

    @Test("the body's hash is signed where it is known, that of nothing where there is no body") func payloads()
        async throws
    {
        let authorizer = try Self.authorizer(FixedAWSCredentials(Self.keys("A")))
        let name = try #require(HTTPField.Name("x-amz-content-sha256"))
        func hash(_ payload: RequestPayload) async throws -> String? {
            try await authorizer.authorize(Self.request(), payload: payload, now: Self.now).headerFields[name]
        }
        #expect(try await hash(RequestPayload())?.hasPrefix("e3b0c442") == true)
        #expect(try await hash(RequestPayload(length: 1)) == "UNSIGNED-PAYLOAD")
        #expect(try await hash(RequestPayload(length: 1, sha256: "abc")) == "abc")
    }

    @Test("the store's check refuses what was changed on the way") func checkCanFail() async throws {
        let authorizer = try Self.authorizer(FixedAWSCredentials(Self.keys("A")))
        let signed = try await authorizer.authorize(Self.request(), payload: RequestPayload(), now: Self.now)
        var changed = signed
        changed.path = "/other"
        #expect(Self.store(["A": nil]).answer(signed).head.status == .ok)
        #expect(Self.store(["A": nil]).answer(changed).head.status == .forbidden)
        #expect(Self.store(["B": nil]).answer(signed).head.status == .forbidden)
    }

    @Test("a token that expired is a 400: credentials are fetched anew and the request is taken") func expired()
        async throws
    {
        let source = Series([Self.keys("A", token: "old"), Self.keys("B", token: "new")])
        let authorizer = try Self.authorizer(source)
        var store = Self.store(["A": "old", "B": "new"])
        store.expired = ["old"]
        let first = try await authorizer.authorize(Self.request(), payload: RequestPayload(), now: Self.now)
        let refusal = store.answer(first)
        #expect(refusal.head.status == .badRequest)
        #expect(await authorizer.renew(after: refusal, to: first, now: Self.now))
        let later = Self.now.advanced(bySeconds: 60)
        #expect(await authorizer.renew(after: refusal, to: first, now: later), "one that was under way with the first")
        let second = try await authorizer.authorize(Self.request(), payload: RequestPayload(), now: Self.now)
        #expect(store.answer(second).head.status == .ok)
        #expect(source.asked.withLock { $0 } == 2)
    }

    @Test("credentials that stay the same are not worth another attempt") func unchanged() async throws {
        let authorizer = try Self.authorizer(FixedAWSCredentials(Self.keys("A", token: "old")))
        var store = Self.store(["A": "old"])
        store.expired = ["old"]
        let signed = try await authorizer.authorize(Self.request(), payload: RequestPayload(), now: Self.now)
        #expect(await authorizer.renew(after: store.answer(signed), to: signed, now: Self.now) == false)
    }

    @Test("credentials are fetched anew before they expire") func beforeTheEnd() async throws {
        let source = Series([Self.keys("A", expiresIn: 3600), Self.keys("B", expiresIn: 7200)])
        let authorizer = try Self.authorizer(source)
        for (age, id) in [(0.0, "A"), (3000, "A"), (3400, "B"), (3700, "B")] {
            let signed = try await authorizer.authorize(
                Self.request(), payload: RequestPayload(), now: Self.now.advanced(bySeconds: age))
            #expect(signed.headerFields[.authorization]?.contains("Credential=\(id)/") == true, "\(age)")
        }
    }

    @Test(
        "a clock that is wrong follows the server's, also where a HEAD's refusal says nothing",
        arguments: [HTTPRequest.Method.put, .head], [3600.0, -86_400])
    func skew(_ method: HTTPRequest.Method, _ secondsOff: Double) async throws {
        let authorizer = try Self.authorizer(FixedAWSCredentials(Self.keys("A")))
        let store = Self.store(["A": nil], secondsOff: secondsOff)
        let first = try await authorizer.authorize(Self.request(method), payload: RequestPayload(), now: Self.now)
        let refusal = store.answer(first)
        #expect(refusal.head.status == .forbidden)
        #expect(await authorizer.renew(after: refusal, to: first, now: Self.now))
        #expect(
            await authorizer.renew(after: refusal, to: first, now: Self.now), "one that was under way with the first")
        let second = try await authorizer.authorize(Self.request(method), payload: RequestPayload(), now: Self.now)
        #expect(store.answer(second).head.status == .ok)
        let strange = Self.store(["A": nil], secondsOff: secondsOff).skewed
        #expect(await authorizer.renew(after: strange, to: second, now: Self.now) == false, "its clock is ours already")
    }

    @Test("a refusal of the right is not worth another attempt", arguments: [403, 404, 503]) func otherRefusals(
        _ status: Int
    ) async throws {
        let source = Series([Self.keys("A"), Self.keys("B")])
        let authorizer = try Self.authorizer(source)
        let signed = try await authorizer.authorize(Self.request(), payload: RequestPayload(), now: Self.now)
        let response = HTTPTransferResponse(
            head: HTTPResponse(status: .init(code: status)),
            body: Array("<Error><Code>AccessDenied</Code></Error>".utf8))
        #expect(await authorizer.renew(after: response, to: signed, now: Self.now) == false)
        #expect(source.asked.withLock { $0 } == 1)
    }

    @Test("only the store and its buckets are covered") func scope() throws {
        let authorizer = try Self.authorizer(FixedAWSCredentials(Self.keys("A")))
        #expect(authorizer.covers(Self.request()))
        #expect(!authorizer.covers(HTTPRequest(method: .put, scheme: "https", authority: "evil.example", path: "/")))
        #expect(!authorizer.covers(HTTPRequest(method: .put, scheme: "http", authority: "s3.example", path: "/")))
    }

    @Test("nothing of the keys shows") func isNeverSeen() async throws {
        let authorizer = try Self.authorizer(FixedAWSCredentials(Self.keys("A", token: "secret/token")))
        _ = try await authorizer.authorize(Self.request(), payload: RequestPayload(), now: Self.now)
        var text = "\(authorizer) \(String(reflecting: authorizer)) \(Self.keys("A", token: "secret/token"))"
        dump(authorizer, to: &text)
        dump(Self.keys("A", token: "secret/token"), to: &text)
        dump(FixedAWSCredentials(Self.keys("A", token: "secret/token")), to: &text)
        #expect(!text.contains("secret/"))
    }
}
