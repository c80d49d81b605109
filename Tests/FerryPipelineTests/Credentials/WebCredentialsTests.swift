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

    @Test("nothing of them shows")
    func isNeverSeen() {
        var text = "\(Self.all) \(String(reflecting: Self.all))"
        dump(Self.all, to: &text)
        #expect(!text.contains("sesame") && !text.contains("Aladdin"))
    }
}
