package import FerryCore
import HTTPTypes

/// What a reply of S3 or its kin says against the credentials or the clock of a request.
package enum AWSRefusal: Sendable, Hashable {
    /// Nothing.
    case none
    /// The time of signing was too far off; the server's own time.
    case clock(Timestamp)
    /// The credentials are expired, replaced or wrong.
    case credentials

    /// Beyond this many seconds a clock is taken for the reason of a refusal that says nothing; S3 allows 900.
    private static let suspicious = 300.0

    private static let clockCodes: Set<String> = ["RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired"]
    private static let credentialCodes: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidToken", "InvalidAccessKeyId",
        "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch",
    ]

    /// Reads a reply.
    ///
    /// - Parameter signedAt: The time that the refused request was signed with.
    package init(_ response: HTTPTransferResponse, signedAt: Timestamp) {
        let date = response.head.headerFields[.date].flatMap { Timestamp(httpDate: $0) }
        guard [400, 401, 403].contains(response.head.status.code) else {
            self = .none
            return
        }
        if let code = Self.code(of: response) {
            self = Self.refusal(
                code, serverTime: Self.element("ServerTime", of: response).flatMap { Timestamp($0) } ?? date)
        } else if let date, abs(date.seconds(since: signedAt)) > Self.suspicious {
            self = .clock(date)
        } else {
            self = response.body.isEmpty ? .credentials : .none
        }
    }

    private static func refusal(_ code: String, serverTime: Timestamp?) -> AWSRefusal {
        if clockCodes.contains(code), let serverTime { return .clock(serverTime) }
        return credentialCodes.contains(code) ? .credentials : .none
    }

    /// The error's code from the body, or, where a HEAD has none, from the fields of stores that repeat it there.
    private static func code(of response: HTTPTransferResponse) -> String? {
        element("Code", of: response) ?? response.head.headerFields[.amzErrorCode]
            ?? response.head.headerFields[.minioErrorCode]
    }

    /// The text of the first element of that name; error bodies hold each once, without attributes.
    private static func element(_ name: String, of response: HTTPTransferResponse) -> String? {
        let body = response.body.prefix(64 * 1024)
        let opening = Array("<\(name)>".utf8)
        guard body.count > opening.count,
            let start = body.indices.dropLast(opening.count).first(where: { body[$0...].starts(with: opening) })
        else { return nil }
        let text = body[(start + opening.count)...].prefix(65).prefix { $0 != UInt8(ascii: "<") }
        return text.count > 64 ? nil : String(validating: text, as: UTF8.self)
    }
}
