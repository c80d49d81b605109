import FerryCore
import FerryReceiver
import FerrySessions
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// Answers requests: decides who asks and what is asked, has it done, writes the reply, and leaves the connection in a state
/// in which it can go on or is closed.
struct ServiceResponder: Sendable {
    /// Unread bytes of a refused body that are read and dropped, so that a client which sends before it listens gets the
    /// reply instead of a reset.
    static let maxDrainedBytes: Int64 = 16 << 20
    /// How long such bytes are waited for.
    static let drainPatience = TimeAmount.seconds(2)

    /// A connection that cannot carry another request.
    struct ConnectionUsedUp: Error {}

    let table: RouteTable
    let access: AccessControl
    let uploads: UploadEndpoint
    let limits: ServerLimits
    let log: RequestLog

    /// Serves one request.
    func respond(to request: Request, writer: consuming ResponseWriter, channel: any Channel) async throws {
        let begun = ContinuousClock.now
        let head = request.head
        let requestID = RequestID.of(request.headers)
        let address = channel.remoteAddress?.ipAddress ?? "local"
        let decision = await decide(head, address: address)
        if case .upload(let grant) = decision {
            var fields = access.origins.fields(for: request.headers)
            fields[.requestID] = requestID
            log.write(requestID, head, "uploads", nil, since: begun)
            return try await uploads.respond(
                to: request, writer: writer, channel: channel, user: grant.userID, patience: limits.patience,
                fields: fields)
        }
        var exchange = ServiceExchange(
            request, writer: writer, channel: channel, requestID: requestID, patience: limits.patience)
        let reply = await carryOut(decision, &exchange)
        log.write(requestID, head, decision.route, reply.status, since: begun)
        try await finish(exchange, reply, channel)
    }

    /// What is to be done with a request.
    private enum Decision {
        /// A reply that needs nothing else.
        case reply(Reply)
        /// An operation of the service.
        case operation(ServiceRoute, parameters: [String: String], query: [String: String], AccessGrant)
        /// An upload.
        case upload(AccessGrant)

        /// What logs call it.
        var route: String { if case .operation(let route, _, _, _) = self { route.template.text } else { "none" } }
    }

    private func decide(_ head: HTTPRequest, address: String) async -> Decision {
        if let fields = access.origins.preflight(head) { return .reply(Reply(.noContent, fields)) }
        do throws(FerryError) {
            if UploadEndpoint.serves(path: (head.path ?? "").prefix { $0 != "?" }) {
                // What is spoken there is no secret, and browsers ask without a token.
                let scope: AccessScope? = head.method == .options ? nil : .media
                return .upload(try await access.admit(head, scope, address: address))
            }
            let target = try RequestTarget(head.path ?? "/")
            switch table.match(head.method, target.path) {
            case .nothing:
                _ = try await access.admit(head, nil, address: address)
                return .reply(Self.nothingHere)
            case .otherMethods(let methods):
                _ = try await access.admit(head, nil, address: address)
                return .reply(Self.otherMethods(methods, asked: head.method))
            case .route(let route, let parameters):
                let grant = try await access.admit(head, route.scope, address: address)
                return .operation(route, parameters: parameters, query: target.query, grant)
            }
        } catch {
            return .reply(.problem(error))
        }
    }

    private func carryOut(_ decision: Decision, _ exchange: inout ServiceExchange) async -> Reply {
        guard case .operation(let route, let parameters, let query, let grant) = decision else {
            if case .reply(let reply) = decision { return reply }
            return Self.nothingHere
        }
        exchange.parameters = parameters
        exchange.query = query
        exchange.grant = grant
        do throws(FerryError) { return try await route.handler(&exchange) } catch {
            if error.httpStatus.code == 500 { log.failed(exchange.requestID, error) }
            return .problem(error)
        }
    }

    private static var nothingHere: Reply {
        .problem(FerryError(.sessionNotFound, "nothing is served here", next: "see /openapi.json"))
    }

    private static func otherMethods(_ methods: [HTTPRequest.Method], asked: HTTPRequest.Method) -> Reply {
        let names = methods.flatMap { $0 == .get ? [$0.rawValue, "HEAD"] : [$0.rawValue] } + ["OPTIONS"]
        let allow = names.sorted().joined(separator: ", ")
        guard asked != .options else { return Reply(.noContent, [.allow: allow]) }
        var reply = Reply.problem(FerryError(.requestMethod, "this address takes \(allow)", next: "see /openapi.json"))
        reply.fields[.allow] = allow
        return reply
    }

    private func finish(
        _ exchange: consuming ServiceExchange, _ reply: Reply, _ channel: any Channel
    ) async throws {
        var reply = reply
        reply.fields.append(contentsOf: access.origins.fields(for: exchange.fields))
        reply.fields[.requestID] = exchange.requestID
        reply.fields[.contentTypeOptions] = "nosniff"
        if !reply.fields.contains(.cacheControl) { reply.fields[.cacheControl] = "no-store" }
        let leavesBytes = exchange.isBodyHeldBack || exchange.body.remaining ?? .max > Self.maxDrainedBytes
        let mustClose = leavesBytes || exchange.isUsedUp
        if mustClose { reply.fields[.connection] = "close" }
        var body = try await exchange.send(reply)
        if !body.isAtEnd { try await drain(&body, channel) }
        if mustClose { throw ConnectionUsedUp() }
    }

    /// Reads what is left of a refused body within bounds.
    private func drain(_ body: inout RequestBodyReader, _ channel: any Channel) async throws {
        let timer = channel.eventLoop.scheduleTask(in: Self.drainPatience) { channel.close(promise: nil) }
        defer { timer.cancel() }
        let end = body.received + Self.maxDrainedBytes
        while body.received < end, try await body.next() != nil {}
        if !body.isAtEnd { throw ConnectionUsedUp() }
    }
}
