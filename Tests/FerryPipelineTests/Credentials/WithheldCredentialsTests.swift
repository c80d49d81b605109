import FerryCore
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite struct WithheldCredentialsTests {
    private static let now = Timestamp(microseconds: 1_777_636_800_000_000)

    @Test("a request goes out as it is, and a refusal names the host", arguments: [200, 400, 401, 403, 404, 500])
    func refusals(_ status: Int) async throws {
        let origin = try #require(HTTPLocation("https://up.example:8443/files/a"))
        let withheld = try #require(WithheldCredentials(origin: origin, unlessAmong: []))
        let request = origin.request(.head)
        #expect(withheld.covers(request))
        let sent = try await withheld.authorize(request, payload: RequestPayload(), now: Self.now)
        #expect(sent == request && withheld.error == nil)
        let reply = HTTPTransferResponse(head: HTTPResponse(status: .init(code: status)))
        #expect(await withheld.renew(after: reply, to: sent, now: Self.now) == false)
        #expect((withheld.error != nil) == [400, 401, 403].contains(status))
        #expect(withheld.error.map { $0.message.hasPrefix("up.example:8443 ") && $0.status == status } ?? true)
    }

    @Test(
        "this machine is no stranger; names that only look so are",
        arguments: [
            ("http://127.0.0.1:8080/files/a", true), ("http://127.8.9.1/", true), ("http://[::1]:99/", true),
            ("http://LOCALHOST:1/", true), ("http://127.0.0.1.example/", false), ("http://127.example.0.1/", false),
            ("http://localhost.example/", false), ("http://128.0.0.1/", false), ("http://[::2]/", false),
        ])
    func thisMachine(_ text: String, _ isHere: Bool) throws {
        let origin = try #require(HTTPLocation(text))
        #expect((WithheldCredentials(origin: origin, unlessAmong: []) == nil) == isHere)
    }

    @Test(
        "scheme, host and port tell whether a server is known",
        arguments: [
            ("https://UP.example:443/other", true), ("https://up.example:8443/", false), ("http://up.example/", false),
            ("https://example/", false), ("https://a.up.example/", false),
        ])
    func known(_ text: String, _ isKnown: Bool) throws {
        let origin = try #require(HTTPLocation("https://up.example/files/a"))
        let known = try #require(HTTPLocation(text))
        #expect((WithheldCredentials(origin: origin, unlessAmong: [known]) == nil) == isKnown)
    }
}
