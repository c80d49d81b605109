import HTTPTypes

extension ServerReply {
    /// The bytes of an object, or those from where `Range: bytes=N-` asks for (RFC 9110 §14.2).
    static func ranged(_ head: RequestHead, _ fields: HTTPFields, _ bytes: [UInt8]) -> ServerReply {
        var fields = fields
        guard let range = head.fields[.range], range.hasPrefix("bytes="), range.hasSuffix("-"),
            let start = Int(range.dropFirst(6).dropLast()), start < bytes.count
        else { return ServerReply(200, fields, bytes) }
        fields[.contentRange] = "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"
        fields[.contentLength] = "\(bytes.count - start)"
        return ServerReply(206, fields, Array(bytes[start...]))
    }
}
