import FerryCore
import FerrySessions
import HTTPTypes

/// One operation of the service: its method and path, what it asks of a token, and what it does.
struct ServiceRoute: Sendable {
    /// Does what a request asks.
    typealias Handler = @Sendable (inout ServiceExchange) async throws(FerryError) -> Reply

    let method: HTTPRequest.Method
    let template: PathTemplate
    /// What a token must allow; `nil` for what everybody may ask.
    let scope: AccessScope?
    let handler: Handler

    init(_ method: HTTPRequest.Method, _ template: String, _ scope: AccessScope?, _ handler: @escaping Handler) {
        self.method = method
        self.template = PathTemplate(template)
        self.scope = scope
        self.handler = handler
    }
}

/// All operations of the service, found by method and path.
struct RouteTable: Sendable {
    /// What a path and a method lead to.
    enum Match {
        case route(ServiceRoute, parameters: [String: String])
        /// The path is served by other methods.
        case otherMethods([HTTPRequest.Method])
        case nothing
    }

    let routes: [ServiceRoute]

    init(_ routes: [ServiceRoute]) { self.routes = routes.sorted { $0.template.literals > $1.template.literals } }

    /// Finds the operation. `HEAD` is served where `GET` is.
    func match(_ method: HTTPRequest.Method, _ path: [String]) -> Match {
        let method = method == .head ? .get : method
        var methods: [HTTPRequest.Method] = []
        for route in routes {
            guard let parameters = route.template.match(path) else { continue }
            if route.method == method { return .route(route, parameters: parameters) }
            methods.append(route.method)
        }
        return methods.isEmpty ? .nothing : .otherMethods(methods)
    }
}
