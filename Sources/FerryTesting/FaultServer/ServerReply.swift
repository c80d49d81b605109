public import HTTPTypes

/// One answer as a value; the reason phrase is left empty, as RFC 9112 section 4 allows.
public struct ServerReply: Sendable, Hashable {
    /// The status; 1xx are interim replies.
    public var status: Int
    /// The header fields, without `Content-Length` and `Date`, which the server adds.
    public var fields: HTTPFields
    /// The content.
    public var body: [UInt8]
    /// Whether an answer to `HEAD` tells its length though no field says so.
    var tellsLength = true

    /// Creates an answer.
    public init(_ status: Int, _ fields: HTTPFields = [:], _ body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// Creates an answer with a text.
    public init(_ status: Int, _ fields: HTTPFields = [:], text: String) {
        self.init(status, fields, Array(text.utf8))
    }

    /// The bytes of the answer; `length` takes the place of the true length, `toHEAD` leaves the body out.
    func bytes(length: Int? = nil, toHEAD: Bool = false, closing: Bool = false) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \r\n"
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        let hasContent = status >= 200 && status != 204 && status != 304
        if hasContent, fields[.contentLength] == nil, tellsLength || !toHEAD {
            text += "Content-Length: \(length ?? body.count)\r\n"
        }
        if closing { text += "Connection: close\r\n" }
        return Array((text + "\r\n").utf8) + (toHEAD || !hasContent ? [] : body)
    }

    /// The bytes of an interim reply without fields.
    static func interim(_ status: Int) -> [UInt8] { ServerReply(status).bytes() }

    /// The answer with a number in a field changed by so much; `nil` when there is none.
    func adding(_ count: Int64, to name: HTTPField.Name) -> ServerReply? {
        guard let value = fields[name].flatMap({ Int64($0) }) else { return nil }
        var reply = self
        reply.fields[name] = "\(value + count)"
        return reply
    }
}
