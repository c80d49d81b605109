public import HTTPTypes

/// One way in which a server may treat one request badly.
///
/// Byte counts are body bytes of the request, from 0. What was received before a fault is kept in the store, as real
/// servers do, unless the case says otherwise.
public enum Fault: Sendable, Hashable {
    /// Reads the body, keeps nothing of it, and answers this.
    case status(Int, headerFields: HTTPFields = [:], body: String = "")
    /// Answers this when so many body bytes have come, reads no more of them and closes the connection.
    case earlyStatus(Int, afterBodyBytes: Int64, headerFields: HTTPFields = [:])
    /// Does what was asked, waits, then answers. The wait ends early when the client closes or the server stops.
    case delay(seconds: Double)
    /// Breaks the connection off (TCP reset) when so many body bytes have come.
    case reset(afterBodyBytes: Int64)
    /// Closes the connection when so many body bytes have come.
    case close(afterBodyBytes: Int64)
    /// Reads no further when so many body bytes have come, until released; then goes on honestly.
    case stall(afterBodyBytes: Int64)
    /// Does what was asked and closes the connection without an answer.
    case lostReply
    /// Does what was asked and says nothing, until released; then closes.
    case silence
    /// Does what was asked and answers with an `Upload-Offset` that is off by so much.
    case offsetOff(by: Int64)
    /// Answers with a `Content-Length` larger than what follows, then closes.
    case truncatedReply
    /// Answers with bytes that are not HTTP, then closes.
    case garbageReply
    /// Begins an answer and never ends it: body bytes keep coming, `bytes` every `seconds`, until the client closes.
    case endlessReply(bytes: Int, everySeconds: Double)
    /// Sends these interim statuses (1xx), then answers honestly.
    case interim([Int])
    /// Sends these interim statuses (1xx) and says nothing more, until released; then closes.
    case interimOnly([Int])
    /// Reads the body, keeps nothing of it, and points elsewhere.
    case redirect(Int, location: String)
    /// Answers honestly without this header field.
    case withoutField(HTTPField.Name)
    /// Answers honestly, with this header field set.
    case withField(HTTPField.Name, String)
    /// The upload is gone: this and every later request for it gets the status, 404 or 410.
    case expired(Int)
    /// Answers honestly, so many bytes at a time with so many seconds between.
    case trickle(bytes: Int, everySeconds: Double)
}

extension Fault {
    /// After how many body bytes the server stops to read, `nil` when it reads all.
    var cut: Int64? {
        switch self {
        case .earlyStatus(_, let count, _), .reset(let count), .close(let count), .stall(let count): count
        case .status, .delay, .lostReply, .silence, .offsetOff, .truncatedReply, .garbageReply, .endlessReply,
            .interim, .interimOnly, .redirect, .withoutField, .withField, .expired, .trickle:
            nil
        }
    }

    /// The answer that takes the place of the store's, which then never sees the request.
    var replacement: ServerReply? {
        switch self {
        case .status(let status, let fields, let body):
            ServerReply(status, fields, Array(body.utf8))
        case .redirect(let status, let location):
            ServerReply(status, [.location: location])
        case .earlyStatus, .delay, .reset, .close, .stall, .lostReply, .silence, .offsetOff, .truncatedReply,
            .garbageReply, .endlessReply, .interim, .interimOnly, .withoutField, .withField, .expired, .trickle:
            nil
        }
    }
}
