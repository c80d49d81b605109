import FerryCore
import HTTPTypes
import Testing

@testable import FerryServer

@Suite struct RouteTableTests {
    private static let table = RouteTable(
        [("GET", "/v1/a/{id}"), ("POST", "/v1/a/{id}"), ("GET", "/v1/a/own"), ("GET", "/v1/a/{id}/b/{name}")].map {
            method, template in
            ServiceRoute(HTTPRequest.Method(rawValue: method) ?? .get, template, nil) { _ throws(FerryError) -> Reply in
                Reply(.ok)
            }
        })

    @Test("a path is found by its words, then by its places")
    func finding() throws {
        guard case .route(let own, _) = Self.table.match(.get, ["v1", "a", "own"]) else {
            Issue.record("not found")
            return
        }
        #expect(own.template.text == "/v1/a/own")
        guard case .route(_, let places) = Self.table.match(.head, ["v1", "a", "x", "b", "y/z"]) else {
            Issue.record("not found")
            return
        }
        #expect(places == ["id": "x", "name": "y/z"])
    }

    @Test("other methods are told apart from other paths")
    func missing() {
        guard case .otherMethods(let methods) = Self.table.match(.delete, ["v1", "a", "x"]) else {
            Issue.record("found")
            return
        }
        #expect(Set(methods) == [.get, .post])
        for path in [["v1"], ["v1", "a"], ["v1", "a", ""], ["v1", "a", "x", "b"], []] {
            guard case .nothing = Self.table.match(.get, path) else {
                Issue.record("found \(path)")
                continue
            }
        }
    }

    @Test("targets are decoded once, dots are names, and a slash at the end makes no difference")
    func targets() throws {
        let target = try RequestTarget("/a/%2e%2e/b%2Fc/?x=1%202&y&z=a+b")
        #expect(target.path == ["a", "..", "b/c"])
        #expect(target.query == ["x": "1 2", "y": "", "z": "a b"])
        for wrong in ["a", "/%", "/%4", "/%GG", "/%C3", "/%0a", "/?a=1&a=2", "/" + String(repeating: "a", count: 5000)]
        {
            #expect(throws: FerryError.self, "\(wrong)") { try RequestTarget(wrong) }
        }
    }
}
