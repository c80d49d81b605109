import FerryCore
import FerryReceiver
import HTTPTypes
import HummingbirdCore
import NIOCore

/// One request of the service on its way to its reply.
struct ServiceExchange: ~Copyable {
    /// Largest document that is read whole.
    static let maxDocumentBytes = 1 << 20

    let head: HTTPRequest
    /// The name by which logs know the request.
    let requestID: String
    /// What stands in the places of the route.
    var parameters: [String: String] = [:]
    /// The items of the query.
    var query: [String: String] = [:]
    /// What may be done.
    var grant = AccessGrant(scopes: [], userID: nil, client: "")
    private(set) var body: RequestBodyReader
    private let writer: ResponseWriter
    private let channel: any Channel
    private let stop: StopSignal
    private var patience: BodyPatience
    private var isContinued = false

    init(
        _ request: Request, writer: consuming ResponseWriter, channel: any Channel, requestID: String,
        patience: BodyPatience
    ) {
        head = request.head
        self.requestID = requestID
        self.channel = channel
        self.patience = patience
        body = RequestBodyReader(request)
        stop = StopSignal(channel: channel)
        self.writer = writer
    }

    var fields: HTTPFields { head.headerFields }

    /// What stands in a place of the route.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// Whether the client may not have sent a body that it announced, because nobody told it to go on.
    var isBodyHeldBack: Bool { body.expectsContinue && !isContinued }

    /// Whether the connection cannot carry another request.
    var isUsedUp: Bool { stop.isRaised }

    /// The next bytes of the body; `nil` at its end.
    ///
    /// - Throws: `request.timeout` when they take too long, `request.malformed` when the connection ends first.
    mutating func next() async throws(FerryError) -> ByteBuffer? {
        await beginBody()
        let (stop, clock) = (stop, ContinuousClock())
        let timer = channel.eventLoop.scheduleTask(in: .nanoseconds(Int64(patience.left * 1e9))) { stop.raise() }
        defer { timer.cancel() }
        let begun = clock.now
        do {
            let bytes = try await body.next()
            patience.took(bytes: bytes?.readableBytes ?? 0, after: (clock.now - begun) / .seconds(1))
            return bytes
        } catch {
            guard stop.isRaised else {
                throw FerryError(.requestMalformed, "the body ended early", next: "send it again")
            }
            throw FerryError(.requestTimeout, "the body came too slowly", next: "send it again")
        }
    }

    /// The body as a JSON object; without a body an object without fields, where none is required.
    ///
    /// - Throws: `request.unsupportedType`, `request.tooLarge`, `request.malformed`, `request.unprocessable`.
    mutating func document(isRequired: Bool = false) async throws(FerryError) -> RequestFields {
        guard body.exists || isRequired else { return try RequestFields(.object([:])) }
        let type = fields[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        guard type.filter({ $0 != " " }) == "application/json" else {
            throw FerryError(
                .requestUnsupportedType, "the body is not said to be application/json", next: "send application/json")
        }
        var bytes: [UInt8] = []
        while let more = try await next() {
            guard bytes.count + more.readableBytes <= Self.maxDocumentBytes else {
                throw FerryError(.requestTooLarge, "the document is larger than \(Self.maxDocumentBytes) bytes")
            }
            bytes.append(contentsOf: more.readableBytesView)
        }
        return bytes.isEmpty && !isRequired
            ? try RequestFields(.object([:])) : try RequestFields(JSONDocumentReader.read(bytes))
    }

    private mutating func beginBody() async {
        guard isBodyHeldBack else { return }
        isContinued = true
        try? await writer.writeInformationalHead(HTTPResponse(status: .continue))
    }

    /// Sends the reply.
    ///
    /// - Returns: The body, of which some may be left unread.
    consuming func send(_ reply: Reply) async throws -> RequestBodyReader {
        let body = body
        var response = Response(status: reply.status, headers: reply.fields, body: reply.body)
        if head.method == .head { response = response.createHeadResponse() }
        try await writer.write(response: response.head, body: response.body)
        return body
    }
}
