import HTTPTypes
import HummingbirdCore
import NIOCore

/// One request on its way to its reply.
struct Exchange: ~Copyable {
    let head: HTTPRequest
    let method: HTTPRequest.Method
    let route: ReceiverRoute
    let stop: StopSignal
    var body: RequestBodyReader
    private let writer: ResponseWriter
    private var isContinued = false
    /// Set where the client wants to hear of the bytes that are kept while it sends.
    var progress: RufhProgress?

    init(_ request: Request, writer: consuming ResponseWriter, channel: any Channel, patience: BodyPatience?) {
        head = request.head
        method = ReceiverRoute.method(of: request.head)
        route = ReceiverRoute(path: request.head.path ?? "")
        stop = StopSignal(channel: channel)
        body = RequestBodyReader(request, patience: patience, channel: channel)
        self.writer = writer
    }

    var fields: HTTPFields { head.headerFields }

    /// Whether the client may not have sent a body that it announced, because nobody told it to go on.
    var isBodyHeldBack: Bool { body.expectsContinue && !isContinued }

    /// Tells a client that waits for it to send the body: everything that could refuse it has been checked.
    mutating func beginBody() async {
        guard isBodyHeldBack else { return }
        isContinued = true
        await inform(HTTPResponse(status: .continue))
    }

    /// Sends an interim reply; a client that has gone away shows when its body is read.
    func inform(_ head: HTTPResponse) async { try? await writer.writeInformationalHead(head) }

    /// Tells the client that everything before `offset` is kept, if it wants to know and has not heard of it lately.
    mutating func acknowledge(_ offset: Int64) async {
        guard let reply = progress?.reply(at: offset) else { return }
        await inform(reply)
    }

    /// Sends the reply.
    ///
    /// - Returns: The body, of which some may be left unread.
    consuming func send(_ response: Response) async throws -> RequestBodyReader {
        let body = body
        try await writer.write(response: response.head, body: response.body)
        return body
    }
}
