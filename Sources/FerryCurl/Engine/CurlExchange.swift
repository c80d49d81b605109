import CFerryCurl
import FerryCore
import HTTPTypes

/// One request under way: its libcurl transfer and all that is known of it.
///
/// It is made, called back and ended on the engine's thread and nowhere else. libcurl holds an unretained pointer to
/// it; the engine's table keeps it alive until the transfer was removed.
final class CurlExchange {
    let id: UInt64
    let easy: CurlEasyHandle
    let request: HTTPTransferRequest
    let gate: SendGate
    let begin: Double
    let sockets: ClosingSockets
    private let headers: CurlHeaderList
    private let routes: CurlHeaderList
    private let submission: CurlSubmission
    var body: RequestBody
    var reply = ReplyReader()
    var watch: TransferWatch
    var progress: SendProgress
    /// Body bytes handed to the network.
    var sentBytes: Int64 = 0
    /// The reply's body, cut at the request's limit.
    var replyBody: [UInt8] = []
    /// Bytes of the final reply since the watch was last told.
    var replyNews: Int64 = 0
    /// When the last byte of the request was handed to the network.
    var requestSentAt: Double?
    /// When the final reply's status line came.
    var firstByteAt: Double?
    /// The connection's port at this end, once the request goes out.
    var localPort: Int32?
    /// Whether the watch knows that the connection stands.
    var isConnected = false
    /// How often the request was about to go out on a connection; the second time is refused.
    var starts = 0

    /// Prepares a transfer; nothing is sent before it is added to the multi handle.
    init(
        _ submission: CurlSubmission, configuration: CurlTransport.Configuration, gate: SendGate,
        census: CurlCensus, sockets: ClosingSockets
    ) throws(CurlError) {
        self.submission = submission
        id = submission.id
        request = submission.request
        self.gate = gate
        self.sockets = sockets
        begin = gate.clock.seconds
        body = RequestBody(submission.request.body, lane: submission.id)
        watch = TransferWatch(limits: submission.request.limits, bodyBytes: body.length, begin: begin)
        progress = SendProgress(begin: begin)
        headers = try Self.headerList(submission.request.head, census: census.lists)
        routes = try Self.routeList(configuration.connectTo, census: census.lists)
        easy = try CurlEasyHandle(census: census.easies)
        try setOptions(configuration)
        try setCallbacks()
        try easy.set(headers: headers)
        try easy.set(routes: routes)
        if body.length > 0 { gate.join(id) }
    }

    /// Seconds on the clock that stands still while the rate limit holds the body back.
    func unheld(_ now: Double) -> Double { now - body.heldSeconds(at: now) }

    /// Tells the observer.
    func observe(_ observation: HTTPTransferObservation) { submission.observe(observation) }

    /// The body sends nothing more; its share of the rate limit is free.
    func endBody(at now: Double) {
        gate.leave(id)
        watch.bodyEnded(at: unheld(now))
    }

    /// Hands the outcome over, once, as the last thing.
    func finish(_ result: Result<HTTPTransferResponse, HTTPTransferFailure>) {
        gate.leave(id)
        if let sent = progress.tellLast(sentBytes, at: gate.clock.seconds) { observe(.sent(bytes: sent)) }
        submission.continuation.resume(returning: result)
    }
}
