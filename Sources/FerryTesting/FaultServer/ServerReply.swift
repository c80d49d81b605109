import HTTPTypes

/// One answer as a value; the reason phrase is left empty, as RFC 9112 section 4 allows.
struct ServerReply: Sendable, Hashable {
    var status: Int
    var fields: HTTPFields
    var body: [UInt8]

    init(_ status: Int, _ fields: HTTPFields = [:], _ body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// The bytes of the answer; `length` takes the place of the true length, `toHEAD` leaves the body out.
    func bytes(length: Int? = nil, toHEAD: Bool = false, closing: Bool = false) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \r\n"
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        if status != 204, fields[.contentLength] == nil { text += "Content-Length: \(length ?? body.count)\r\n" }
        if closing { text += "Connection: close\r\n" }
        return Array((text + "\r\n").utf8) + (toHEAD ? [] : body)
    }

    /// The bytes of an interim reply.
    static func interim(_ status: Int) -> [UInt8] { Array("HTTP/1.1 \(status) \r\n\r\n".utf8) }
}
