public import HTTPTypes

/// One way in which a server may treat one request badly.
///
/// Byte counts are body bytes of the request, from 0, unless the case says otherwise. What the storage keeps of a body
/// that was cut is its protocol's business.
public enum Fault: Sendable, Hashable {
    // MARK: Answers in the place of the storage's

    /// Reads the body, keeps nothing of it, and answers this.
    case status(Int, headerFields: HTTPFields = [:], body: String = "")
    /// Answers this when so many body bytes have come, reads no more of them and closes the connection.
    case earlyStatus(Int, afterBodyBytes: Int64, headerFields: HTTPFields = [:])
    /// Reads the body, keeps nothing of it, and points elsewhere.
    case redirect(Int, location: String)
    /// Reads the body, keeps nothing of it, and points back to where the request came.
    case redirectLoop(Int)
    /// The upload is gone: this and every later request for it gets the status, 404 or 410.
    case expired(Int)
    /// Answers as a server of this kind does when the token, key or signature has run out.
    case expiredToken
    /// Answers as a server of this kind does while somebody else holds the upload.
    case lockHeld
    /// Answers as a server of this kind does when the clocks differ by so many seconds.
    case skewedClock(seconds: Int64)

    // MARK: The request's body

    /// Breaks the connection off (TCP reset) when so many body bytes have come.
    case reset(afterBodyBytes: Int64)
    /// Closes the connection when so many body bytes have come.
    case close(afterBodyBytes: Int64)
    /// Reads no further when so many body bytes have come, until released; then goes on honestly.
    case stall(afterBodyBytes: Int64)
    /// Reads the body so many bytes at a time with so many seconds between; then goes on honestly.
    case slowBody(bytes: Int, everySeconds: Double)
    /// Flips the lowest bit of one body byte before the storage gets it; a shorter body stays as it is.
    case corruptedBody(at: Int64)

    // MARK: The answer

    /// Does what was asked, waits, then answers. The wait ends early when the client closes or the server stops.
    case delay(seconds: Double)
    /// Does what was asked and closes the connection without an answer.
    case lostReply
    /// Does what was asked and says nothing, until released; then closes.
    case silence
    /// Does what was asked and answers with a position that is off by so much, where the answer has one.
    case offsetOff(by: Int64)
    /// Does what was asked and answers with a length of the object that is off by so much, where the answer has one.
    case lengthOff(by: Int64)
    /// Answers with a `Content-Length` larger than what follows, then closes.
    case truncatedReply
    /// Breaks the connection off (TCP reset) after so many bytes of the honest answer, its header included.
    case resetReply(afterBytes: Int)
    /// Answers honestly, and the same once more.
    case duplicatedReply
    /// Flips the lowest bit of one byte of the honest answer's body; a shorter body stays as it is.
    case corruptedReply(at: Int)
    /// Answers with bytes that are not HTTP, then closes.
    case garbageReply
    /// Begins an answer and never ends it: body bytes keep coming, `bytes` every `seconds`, until the client closes.
    case endlessReply(bytes: Int, everySeconds: Double)
    /// Sends these interim statuses (1xx), then answers honestly.
    case interim([Int])
    /// Sends these interim statuses (1xx) and says nothing more, until released; then closes.
    case interimOnly([Int])
    /// Answers honestly without this header field.
    case withoutField(HTTPField.Name)
    /// Answers honestly, with this header field set.
    case withField(HTTPField.Name, String)
    /// Answers honestly, so many bytes at a time with so many seconds between.
    case trickle(bytes: Int, everySeconds: Double)
}

extension Fault {
    /// After how many body bytes the server stops to read, `nil` when it reads all.
    var cut: Int64? {
        switch self {
        case .earlyStatus(_, let count, _), .reset(let count), .close(let count), .stall(let count): count
        default: nil
        }
    }

    /// The answer that takes the place of the storage's, which then never sees the request.
    func replacement(for head: RequestHead) -> ServerReply? {
        switch self {
        case .status(let status, let fields, let body): ServerReply(status, fields, text: body)
        case .redirect(let status, let location): ServerReply(status, [.location: location])
        case .redirectLoop(let status): ServerReply(status, [.location: head.path])
        default: nil
        }
    }

    /// The condition the server is in.
    var condition: StorageCondition? {
        switch self {
        case .expiredToken: .expiredToken
        case .lockHeld: .lockHeld
        case .skewedClock(let seconds): .skewedClock(seconds: seconds)
        default: nil
        }
    }
}
