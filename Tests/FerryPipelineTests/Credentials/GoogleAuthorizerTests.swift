import FerryCore
import Foundation
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite struct GoogleAuthorizerTests {
    private static let now = Timestamp(microseconds: 1_777_636_800_000_000)
    private static let user =
        #"{"type":"authorized_user","client_id":"id","client_secret":"sesame","refresh_token":"sesame"}"#

    private static func reply(_ status: Int, _ body: String, date: String = "Fri, 01 May 2026 12:00:00 GMT") -> Result<
        HTTPTransferResponse, HTTPTransferFailure
    > {
        let head = HTTPResponse(status: .init(code: status), headerFields: [.date: date])
        return .success(HTTPTransferResponse(head: head, body: Array(body.utf8)))
    }

    private static func token(_ name: String, seconds: Int = 3600) -> Result<HTTPTransferResponse, HTTPTransferFailure>
    {
        reply(200, #"{"access_token":"\#(name)","expires_in":\#(seconds),"token_type":"Bearer"}"#)
    }

    private struct Road {
        let scratch: ScratchDirectory
        let transport: ScriptedTransport
        let authorizer: GoogleAuthorizer

        init(_ replies: [Result<HTTPTransferResponse, HTTPTransferFailure>], file: String = user) throws {
            scratch = try ScratchDirectory()
            transport = ScriptedTransport(replies)
            let path = try scratch.file("key.json", Array(file.utf8))
            let origin = try #require(HTTPLocation("https://storage.googleapis.com/"))
            authorizer = GoogleAuthorizer(
                scope: CredentialScope(origin: origin), variables: ["GOOGLE_APPLICATION_CREDENTIALS": path],
                transport: transport)
        }

        func bearer(after seconds: Double = 0) async throws -> String? {
            let request = HTTPRequest(method: .put, scheme: "https", authority: "storage.googleapis.com", path: "/x")
            return try await authorizer.authorize(
                request, payload: RequestPayload(), now: now.advanced(bySeconds: seconds)
            ).headerFields[.authorization]
        }
    }

    @Test("a token is fetched once, used, and renewed before it dies") func lifetime() async throws {
        let road = try Road([Self.token("one"), Self.token("two")])
        #expect(try await road.bearer() == "Bearer one")
        #expect(try await road.bearer(after: 3000) == "Bearer one")
        #expect(road.transport.requests.count == 1)
        #expect(try await road.bearer(after: 3400) == "Bearer two")
        let request = try #require(road.transport.requests.first)
        #expect(request.head.method == .post)
        #expect(request.head.authority == "oauth2.googleapis.com")
        #expect(request.head.headerFields[.contentType] == "application/x-www-form-urlencoded")
        #expect(request.body == "grant_type=refresh_token&client_id=id&client_secret=sesame&refresh_token=sesame")
    }

    @Test("a refused token is replaced, other refusals are not its fault") func refused() async throws {
        let road = try Road([Self.token("one"), Self.token("two")])
        #expect(try await road.bearer() == "Bearer one")
        var sent = HTTPRequest(method: .get, scheme: "https", authority: "storage.googleapis.com", path: "/")
        sent.headerFields[.authorization] = "Bearer one"
        let denied = HTTPTransferResponse(head: HTTPResponse(status: .forbidden))
        #expect(await road.authorizer.renew(after: denied, to: sent, now: Self.now) == false)
        let refused = HTTPTransferResponse(head: HTTPResponse(status: .unauthorized))
        #expect(await road.authorizer.renew(after: refused, to: sent, now: Self.now))
        let later = Self.now.advanced(bySeconds: 60)
        #expect(await road.authorizer.renew(after: refused, to: sent, now: later), "one that was under way with it")
        #expect(try await road.bearer() == "Bearer two")
    }

    @Test("where the endpoint's clock is another, its time is taken") func skew() async throws {
        let refusal = Self.reply(400, #"{"error":"invalid_grant"}"#, date: "Fri, 01 May 2026 14:00:00 GMT")
        let road = try Road([refusal, Self.token("one")])
        #expect(try await road.bearer() == "Bearer one")
        #expect(road.transport.requests.count == 2)
        let endless = try Road([
            refusal, Self.reply(400, #"{"error":"invalid_grant"}"#, date: "Fri, 01 May 2026 16:00:00 GMT"),
        ])
        await #expect(throws: FerryError.self) { try await endless.bearer() }
    }

    @Test("an endpoint that is down may be tried again; one that refuses may not") func failures() async throws {
        let cases: [(Result<HTTPTransferResponse, HTTPTransferFailure>, FerryError.Code, FerryError.Disposition)] = [
            (.failure(HTTPTransferFailure(.connect, "connection refused")), .destinationUnreachable, .retry),
            (.failure(HTTPTransferFailure(.cancelled, "")), .cancelled, .giveUp),
            (Self.reply(503, ""), .destinationServerError, .retry),
            (
                Self.reply(401, #"{"error":"invalid_client","error_description":"sesame"}"#), .destinationUnauthorized,
                .giveUp
            ),
        ]
        for (reply, code, disposition) in cases {
            let road = try Road([reply])
            let error = await #expect(throws: FerryError.self) { try await road.bearer() }
            #expect(error?.code == code)
            #expect(error?.disposition == disposition)
            #expect(error.map { !"\($0)".contains("sesame") } == true)
        }
    }

    @Test("the environment decides: nothing for an emulator, a token that is given, a file; else advice")
    func standard() async throws {
        let origin = try #require(HTTPLocation("https://storage.googleapis.com/"))
        let transport = ScriptedTransport([])
        let emulator = ["STORAGE_EMULATOR_HOST": "http://127.0.0.1:4443"]
        #expect(GoogleAuthorizer.standard(origin: origin, token: "t", variables: emulator, transport: transport) == nil)
        #expect(
            GoogleAuthorizer.standard(origin: origin, token: "t", variables: [:], transport: transport)
                is BearerAuthorizer)
        for variables in [[:], ["GOOGLE_APPLICATION_CREDENTIALS": "/nowhere/key.json"], ["HOME": "/nowhere"]] {
            let authorizer = try #require(
                GoogleAuthorizer.standard(origin: origin, token: nil, variables: variables, transport: transport))
            let error = await #expect(throws: FerryError.self) {
                try await authorizer.authorize(origin.request(.put), payload: RequestPayload(), now: Self.now)
            }
            #expect(error?.code == .destinationUnauthorized)
            #expect(error?.next.contains("GOOGLE_APPLICATION_CREDENTIALS") == true)
        }
    }

    @Test("nothing of the token shows, and no other host gets it") func isNeverSeen() async throws {
        let road = try Road([Self.token("sesame")])
        _ = try await road.bearer()
        var text = "\(road.authorizer) \(String(reflecting: road.authorizer))"
        dump(road.authorizer, to: &text)
        #expect(!text.contains("sesame"))
        #expect(
            !road.authorizer.covers(HTTPRequest(method: .put, scheme: "https", authority: "googleapis.com", path: "/")))
    }
}
