import FerryCore
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite("Credentials of web servers") struct WebCredentialsTests {
    private static let now = Timestamp(microseconds: 1_777_636_800_000_000)
    private static let all = WebCredentials(token: "sesame", user: "Aladdin", password: "open sesame")

    private func field(
        _ credentials: WebCredentials, _ url: String, _ dialect: Destination.Dialect = .put
    ) async throws -> String? {
        let endpoint = try #require(HTTPLocation(url))
        return try await credentials.authorizer(for: endpoint, of: dialect)?.authorize(
            endpoint.request(.put), payload: RequestPayload(), now: Self.now
        ).headerFields[.authorization]
    }

    @Test("a token goes before a name, and nothing is nothing")
    func order() async throws {
        #expect(try await field(Self.all, "https://h/x") == "Bearer sesame")
        #expect(try await field(Self.all, "https://h/x?folder=1") == "Bearer sesame")
        let basic = WebCredentials(user: "Aladdin", password: "open sesame")
        #expect(try await field(basic, "https://h/x") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        #expect(try await field(WebCredentials(password: "sesame"), "https://h/x") == nil)
    }

    @Test(
        "a presigned URL gets neither",
        arguments: ["X-Amz-Signature=s", "X-Goog-Signature=s", "sv=1&sig=s", "Expires=1&Signature=s", "token=s"])
    func presigned(_ query: String) async throws {
        #expect(try await field(Self.all, "https://h/x?\(query)", .tus) == "Bearer sesame")
        for credentials in [Self.all, WebCredentials(user: "Aladdin", password: "open sesame")] {
            #expect(try await field(credentials, "https://h/x?\(query)") == nil)
        }
    }

    @Test("a file is used where no token is given, by every storage that takes tokens, and read again")
    func file() async throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.file("token", Array("one\n".utf8))
        let origin = try #require(HTTPLocation("https://h/x"))
        let web = WebCredentials(tokenFile: path, user: "Aladdin", password: "open sesame")
        let authorizers: [(any RequestAuthorizer)?] = [
            try web.authorizer(for: origin, of: .put), try web.authorizer(for: origin, of: .tus),
            GoogleAuthorizer.standard(
                origin: origin, token: nil, tokenFile: path, variables: [:], transport: ScriptedTransport([])),
            SupabaseAuthorizer(origin: origin, token: nil, tokenFile: path, key: "sesame", signature: nil),
        ]
        let refused = HTTPTransferResponse(head: HTTPResponse(status: .unauthorized))
        func fields() async throws -> [String?] {
            var found: [String?] = []
            for authorizer in authorizers {
                found.append(
                    try await authorizer?.authorize(origin.request(.put), payload: RequestPayload(), now: Self.now)
                        .headerFields[.authorization])
            }
            return found
        }
        #expect(try await fields() == Array(repeating: "Bearer one", count: 4))
        _ = try scratch.file("token", Array("second".utf8))
        var old = origin.request(.put)
        old.headerFields[.authorization] = "Bearer one"
        for authorizer in authorizers {
            #expect(await authorizer?.renew(after: refused, to: old, now: Self.now) == true)
        }
        #expect(try await fields() == Array(repeating: "Bearer second", count: 4))
        #expect(try await field(WebCredentials(token: "first", tokenFile: path), "https://h/x") == "Bearer first")
    }

    @Test("what Supabase gets is the token, else the key, and neither shows")
    func supabase() async throws {
        let origin = try #require(HTTPLocation("https://h/x"))
        for (token, bearer) in [("own", "Bearer own"), (nil, "Bearer sesame")] as [(String?, String)] {
            let authorizer = SupabaseAuthorizer(origin: origin, token: token, key: "sesame", signature: "sesame")
            let sent = try await authorizer.authorize(origin.request(.put), payload: RequestPayload(), now: Self.now)
            #expect(sent.headerFields[.authorization] == bearer)
            #expect(sent.headerFields.filter { $0.value == "sesame" }.count == 2)
            var text = "\(authorizer) \(String(reflecting: authorizer))"
            dump(authorizer, to: &text)
            #expect(!text.contains("sesame"))
        }
    }

    @Test("nothing of them shows")
    func isNeverSeen() {
        var text = "\(Self.all) \(String(reflecting: Self.all))"
        dump(Self.all, to: &text)
        #expect(!text.contains("sesame") && !text.contains("Aladdin"))
    }
}
