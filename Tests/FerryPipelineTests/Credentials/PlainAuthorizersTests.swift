import FerryCore
import Foundation
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite struct PlainAuthorizersTests {
    private static let now = Timestamp(microseconds: 1_777_636_800_000_000)
    private static let refused = HTTPTransferResponse(head: HTTPResponse(status: .unauthorized))

    private static func origin() throws -> HTTPLocation { try #require(HTTPLocation("https://up.example/files/")) }

    private static func sent(_ authorizer: any RequestAuthorizer) async throws -> HTTPRequest {
        try await authorizer.authorize(try origin().request(.patch), payload: RequestPayload(), now: now)
    }

    private static func field(_ authorizer: any RequestAuthorizer) async throws -> String? {
        try await sent(authorizer).headerFields[.authorization]
    }

    @Test("a token that was given is sent and never changes") func fixed() async throws {
        let authorizer = BearerAuthorizer(origin: try Self.origin(), token: "sesame")
        #expect(try await Self.field(authorizer) == "Bearer sesame")
        let sent = try await Self.sent(authorizer)
        #expect(await authorizer.renew(after: Self.refused, to: sent, now: Self.now) == false)
    }

    @Test("a token's file is read again when it is another, and when the token is refused") func file() async throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.file("token", Array(" one\n".utf8))
        let authorizer = BearerAuthorizer(origin: try Self.origin(), tokenFile: path)
        let first = try await Self.sent(authorizer)
        #expect(first.headerFields[.authorization] == "Bearer one")
        #expect(await authorizer.renew(after: Self.refused, to: first, now: Self.now) == false)
        _ = try scratch.file("token", Array("two-longer\r\n".utf8))
        #expect(
            await authorizer.renew(
                after: HTTPTransferResponse(head: HTTPResponse(status: .forbidden)), to: first, now: Self.now) == false)
        #expect(await authorizer.renew(after: Self.refused, to: first, now: Self.now))
        #expect(await authorizer.renew(after: Self.refused, to: first, now: Self.now), "one that was under way with it")
        #expect(try await Self.field(authorizer) == "Bearer two-longer")
        _ = try scratch.file("token", Array("three".utf8))
        #expect(try await Self.field(authorizer) == "Bearer three")
    }

    @Test(
        "a file without a token is an error that shows nothing of it",
        arguments: ["", " \n", "two words", "sesame\nsesame", "s\u{1}", "é"])
    func badFile(_ text: String) async throws {
        let scratch = try ScratchDirectory()
        let authorizer = BearerAuthorizer(
            origin: try Self.origin(), tokenFile: try scratch.file("token", Array(text.utf8)))
        let error = await #expect(throws: FerryError.self) { try await Self.field(authorizer) }
        #expect(error?.code == .destinationUnauthorized)
        #expect(error.map { !"\($0)".contains("sesame") } == true)
        let gone = BearerAuthorizer(origin: try Self.origin(), tokenFile: scratch.path("gone"))
        await #expect(throws: FerryError.self) { try await Self.field(gone) }
        #expect(await gone.renew(after: Self.refused, to: try Self.origin().request(.patch), now: Self.now) == false)
    }

    @Test("name and password are sent as RFC 7617 has them") func basic() async throws {
        let authorizer = try BasicAuthorizer(origin: try Self.origin(), user: "Aladdin", password: "open sesame")
        #expect(try await Self.field(authorizer) == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        let variables = ["MEDIAFERRY_USER": "test", "MEDIAFERRY_PASSWORD": "123£"]
        let fromVariables = try #require(try BasicAuthorizer(origin: try Self.origin(), variables: variables))
        #expect(try await Self.field(fromVariables) == "Basic dGVzdDoxMjPCow==")
        #expect(try BasicAuthorizer(origin: try Self.origin(), variables: [:]) == nil)
        let sent = try await Self.sent(authorizer)
        #expect(await authorizer.renew(after: Self.refused, to: sent, now: Self.now) == false)
    }

    @Test(
        "a name that cannot be sent is refused",
        arguments: [("a:b", "c"), ("a\n", "c"), ("a", "c\r\nX: y"), ("a", "\u{7F}")])
    func badName(_ user: String, _ password: String) throws {
        let origin = try Self.origin()
        #expect(throws: FerryError.self) { try BasicAuthorizer(origin: origin, user: user, password: password) }
    }

    @Test("other hosts get nothing, and nothing shows") func isNeverSeen() throws {
        let origin = try Self.origin()
        let scratch = try ScratchDirectory()
        let authorizers: [any RequestAuthorizer] = [
            BearerAuthorizer(origin: origin, token: "sesame"),
            BearerAuthorizer(origin: origin, tokenFile: scratch.path("t")),
            try BasicAuthorizer(origin: origin, user: "sesame", password: "sesame"),
        ]
        for authorizer in authorizers {
            #expect(authorizer.covers(origin.request(.head)))
            #expect(
                !authorizer.covers(HTTPRequest(method: .put, scheme: "https", authority: "evil.example", path: "/")))
            #expect(!authorizer.covers(HTTPRequest(method: .put, scheme: "http", authority: "up.example", path: "/")))
            var text = "\(authorizer) \(String(reflecting: authorizer))"
            dump(authorizer, to: &text)
            #expect(!text.contains("sesame"))
        }
    }
}
