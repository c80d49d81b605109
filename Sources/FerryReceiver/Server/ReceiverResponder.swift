import FerryCore
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Serves the routes of the receiver: decides by method and path, checks the token, writes the reply, and leaves the
/// connection in a state in which it can go on or is closed.
struct ReceiverResponder: Sendable {
    /// Unread bytes of a refused body that are read and dropped, so that a client which sends before it listens gets
    /// the reply instead of a reset.
    static let maxDrainedBytes: Int64 = 16 << 20
    /// How long such bytes are waited for.
    static let drainPatience = TimeAmount.seconds(2)

    /// A connection that cannot carry another request.
    struct ConnectionUsedUp: Error {}

    let store: UploadStore
    let gate: BearerGate
    /// Fields that every reply carries besides its own.
    var extraFields = HTTPFields()
    /// How long a body is waited for; `nil` leaves that to the connection's limit of silence.
    var patience: BodyPatience?

    /// Serves one request.
    func respond(to request: Request, writer: consuming ResponseWriter, channel: any Channel) async throws {
        var exchange = Exchange(request, writer: writer, channel: channel, patience: patience)
        var response = await reply(&exchange)
        response.headers[.date] = HTTPDate.text(store.clock())
        response.headers.append(contentsOf: extraFields)
        let isHeldBack = exchange.isBodyHeldBack
        let leavesBytes = isHeldBack || exchange.body.remaining ?? .max > Self.maxDrainedBytes
        if leavesBytes || exchange.stop.isRaised || exchange.body.isTooSlow { response.headers[.connection] = "close" }
        let mustClose = response.headers[.connection] == "close"
        var body = try await exchange.send(response)
        if !body.isAtEnd { try await drain(&body, channel: channel) }
        if mustClose { throw ConnectionUsedUp() }
    }

    private func reply(_ exchange: inout Exchange) async -> Response {
        do {
            try gate.check(exchange.fields)
            try checkOwner(exchange.route)
            return try await serve(&exchange)
        } catch {
            return Response(error, isTus: exchange.route != .unknown && exchange.fields.contains(.tusResumable))
        }
    }

    /// Another user's upload is as if it were not there.
    private func checkOwner(_ route: ReceiverRoute) throws(ReceiverRefusal) {
        let id: UploadID
        switch route {
        case .upload(let named), .rufhUpload(let named): id = named
        default: return
        }
        guard gate.owner != nil, let record = try? store.visible(id) else { return }
        guard gate.admits(record.owner) else { throw .unknownUpload }
    }

    private func serve(_ exchange: inout Exchange) async throws(ReceiverRefusal) -> Response {
        switch exchange.route {
        case .endpoint: try await serveEndpoint(&exchange)
        case .upload(let id): try await serveUpload(id, &exchange)
        case .rufhEndpoint: try await serveRufhEndpoint(&exchange)
        case .rufhUpload(let id): try await serveRufhUpload(id, &exchange)
        case .named(let name): try await serveNamed(name, &exchange)
        case .unknown:
            throw ReceiverRefusal(
                .notFound, "nothing is served here; tus is at /files/, RUFH at /rufh/, plain PUT at /put/NAME")
        }
    }

    /// Reads what is left of a refused body within bounds.
    private func drain(_ body: inout RequestBodyReader, channel: any Channel) async throws {
        let timer = channel.eventLoop.scheduleTask(in: Self.drainPatience) { channel.close(promise: nil) }
        defer { timer.cancel() }
        let end = body.received + Self.maxDrainedBytes
        while body.received < end, try await body.next() != nil {}
        if !body.isAtEnd { throw ConnectionUsedUp() }
    }
}

extension Response {
    /// A reply without a body.
    init(_ status: HTTPResponse.Status, _ fields: HTTPFields) { self.init(status: status, headers: fields) }

    /// The reply to a request that is not served: one sentence of plain text, or a problem document.
    init(_ refusal: ReceiverRefusal, isTus: Bool) {
        var fields = refusal.fields
        fields[.contentType] = refusal.problem == nil ? "text/plain; charset=utf-8" : ProblemDetails.mediaType
        fields[.contentTypeOptions] = "nosniff"
        if isTus { fields[.tusResumable] = TusService.version }
        let body = refusal.problem?.json ?? Array((refusal.reason + "\n").utf8)
        self.init(status: refusal.status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension ReceiverRefusal {
    /// The address does not take this method.
    static func method(_ allowed: String) -> ReceiverRefusal {
        ReceiverRefusal(.methodNotAllowed, "this address takes \(allowed)", fields: [.allow: allowed])
    }
}
