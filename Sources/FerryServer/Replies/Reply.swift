import FerryCore
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore

/// What a request is answered with.
struct Reply: Sendable {
    var status: HTTPResponse.Status
    var fields: HTTPFields
    var body: ResponseBody

    init(_ status: HTTPResponse.Status, _ fields: HTTPFields = [:], body: ResponseBody = ResponseBody()) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A JSON document.
    ///
    /// - Throws: `service.failed` for a number that JSON does not have.
    static func json(
        _ document: some Encodable, status: HTTPResponse.Status = .ok, fields: HTTPFields = [:]
    ) throws(FerryError) -> Reply {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(document) else {
            throw FerryError(.serviceFailed, "the reply cannot be written as JSON", next: "report this")
        }
        return bytes(Array(data), type: "application/json", status: status, fields: fields)
    }

    /// Bytes of a type.
    static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, fields: HTTPFields = [:]
    ) -> Reply {
        var fields = fields
        fields[.contentType] = type
        return Reply(status, fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The reply to a request that is not served.
    static func problem(_ error: FerryError) -> Reply {
        let status = error.httpStatus
        var fields = HTTPFields()
        switch status.code {
        case 401: fields[.wwwAuthenticate] = "Bearer"
        case 429, 503, 507:
            fields[.retryAfter] = String(Int((error.retryAfterSeconds ?? 5).rounded(.up).clamped(to: 1...86_400)))
        default: break
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = (try? encoder.encode(Problem(error, status: status))) ?? Data("{}".utf8)
        return bytes(Array(data), type: Problem.mediaType, status: status, fields: fields)
    }
}

extension Comparable {
    /// The nearest value of a range.
    func clamped(to range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}
