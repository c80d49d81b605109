import HTTPTypes
import Testing

@testable import FerryReceiver

@Suite struct ReceiverRouteTests {
    static let id = "0123456789abcdef0123456789abcdef"

    @Test(
        "a path names the endpoint, an upload, a named object or nothing",
        arguments: [
            ("/files/", "endpoint"), ("/files", "endpoint"), ("/files/?a=b", "endpoint"),
            ("/files/\(id)", "upload"), ("/files/\(id)?x", "upload"),
            ("/files/\(id)/", "unknown"), ("/files/\(id.uppercased())", "unknown"), ("/files/../\(id)", "unknown"),
            ("/files/\(id.dropLast())", "unknown"), ("/files/%30123456789abcdef0123456789abcdef", "unknown"),
            ("/rufh/", "rufhEndpoint"), ("/rufh", "rufhEndpoint"), ("/rufh/\(id)?x", "rufhUpload"),
            ("/rufh/\(id)/", "unknown"), ("/rufh/a", "unknown"),
            ("/put/a", "a"), ("/put/a%20b", "a b"), ("/put/a/b.webm", "a/b.webm"), ("/put/..%2F..%2Fetc", "../../etc"),
            ("/put/%C3%A9", "\u{e9}"), ("/put/", "unknown"), ("/put", "unknown"), ("/put/a/", "unknown"),
            ("/put/%00", "unknown"), ("/put/%0A", "unknown"), ("/put/%FF", "unknown"), ("/put/%2", "unknown"),
            ("/put/%+1", "unknown"), ("/", "unknown"), ("", "unknown"), ("/etc/passwd", "unknown"),
        ])
    func routes(path: String, expected: String) {
        let route = ReceiverRoute(path: path)
        switch route {
        case .endpoint: #expect(expected == "endpoint", "\(path)")
        case .upload(let id): #expect(expected == "upload" && id.description == Self.id, "\(path)")
        case .rufhEndpoint: #expect(expected == "rufhEndpoint", "\(path)")
        case .rufhUpload(let id): #expect(expected == "rufhUpload" && id.description == Self.id, "\(path)")
        case .named(let name): #expect(expected == name, "\(path)")
        case .unknown: #expect(expected == "unknown", "\(path)")
        }
    }

    @Test("a name longer than the limit is no name")
    func longName() {
        let name = String(repeating: "a", count: ReceiverRoute.maxNameBytes)
        #expect(ReceiverRoute(path: "/put/" + name) == .named(name))
        #expect(ReceiverRoute(path: "/put/a" + name) == .unknown)
    }

    @Test(
        "only a POST may stand for another method",
        arguments: [
            ("POST", "PATCH", "PATCH"), ("POST", "delete", "DELETE"), ("POST", "HEAD", "HEAD"),
            ("POST", "PUT", "POST"), ("POST", nil, "POST"), ("GET", "DELETE", "GET"), ("PATCH", "DELETE", "PATCH"),
        ] as [(String, String?, String)])
    func methodOverride(method: String, override: String?, expected: String) throws {
        let given = try #require(HTTPRequest.Method(method))
        var request = HTTPRequest(method: given, scheme: nil, authority: nil, path: "/")
        request.headerFields[.methodOverride] = override
        #expect(ReceiverRoute.method(of: request).rawValue == expected)
    }
}
