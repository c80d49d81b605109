import FerrySessions
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryServer

@Suite struct OpenAPITests {
    /// The operations that the document describes, as `METHOD PATH SCOPE`.
    private static func described() throws -> Set<String> {
        let document = try JSONDocumentReader.read(PackageResources.openapi_json)
        guard case .object(let paths)? = document["paths"] else { return [] }
        var operations: Set<String> = []
        for (path, item) in paths {
            guard case .object(let methods) = item else { continue }
            for (method, operation) in methods {
                operations.insert("\(method.uppercased()) \(path) \(operation["x-scope"]?.text ?? "everybody")")
            }
        }
        return operations
    }

    @Test("the document describes exactly the operations that are served, with what they ask of a token")
    func operations() async throws {
        try await TestService.run { service in
            let served = RouteTable.all(of: service.service, limits: ServerLimits()).routes.map { route in
                "\(route.method.rawValue) \(route.template.text) \(route.scope?.rawValue ?? "everybody")"
            }
            let described = try Self.described()
            #expect(described.subtracting(served).sorted() == [])
            #expect(Set(served).subtracting(described).sorted() == [])
            let reply = try await service.send("GET", "/openapi.json")
            #expect(reply.body == PackageResources.openapi_json)
        }
    }

    @Test("each place in a path is described as a parameter")
    func parameters() throws {
        let document = try JSONDocumentReader.read(PackageResources.openapi_json)
        guard case .object(let paths)? = document["paths"] else { return }
        for (path, item) in paths {
            guard case .object(let methods) = item else { continue }
            for (method, operation) in methods {
                let named = (operation["parameters"]?.items ?? []).filter { $0["in"]?.text == "path" }
                #expect(named.compactMap { $0["name"]?.text } == PathTemplate(path).names, "\(method) \(path)")
            }
        }
    }
}
