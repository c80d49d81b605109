public import FerryCore
import FoundationEssentials
import HTTPTypes

/// What a token endpoint answers (RFC 6749 §5).
public enum GoogleTokenReply: Sendable, Equatable {
    /// A token, and how many seconds it lives.
    case token(Secret, seconds: Double)
    /// The server's clock is another: its time. The same request may be made once more with it.
    case clock(Timestamp)
    /// No token.
    case refused(FerryError)

    private struct Document: Decodable {
        var accessToken: String?
        var expiresIn: Double?
        var error: String?

        enum CodingKeys: String, CodingKey {
            case accessToken = "access_token"
            case expiresIn = "expires_in"
            case error
        }
    }

    /// Google allows no more than this many seconds of difference in an assertion.
    private static let tolerance = 60.0

    /// Reads a reply.
    ///
    /// - Parameter now: The time that the request was made with.
    public init(_ response: HTTPTransferResponse, now: Timestamp) {
        let status = response.head.status.code
        let document = try? JSONDecoder().decode(Document.self, from: Data(response.body))
        let date = response.head.headerFields[.date].flatMap { Timestamp(httpDate: $0) }
        if status == 200, let token = document?.accessToken, Self.isToken(token) {
            self = .token(Secret(token), seconds: max(document?.expiresIn ?? 3600, 0))
        } else if document?.error == "invalid_grant", let date, abs(date.seconds(since: now)) > Self.tolerance {
            self = .clock(date)
        } else {
            self = .refused(Self.failure(status, document?.error, response))
        }
    }

    /// Whether it can stand in a header field (RFC 6750 §2.1).
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    private static func failure(_ status: Int, _ error: String?, _ response: HTTPTransferResponse) -> FerryError {
        guard status != 408, status != 429, status < 500 else {
            let wait = RetryAfter.seconds(
                response.head.headerFields[.retryAfter], date: response.head.headerFields[.date])
            return FerryError(
                .destinationServerError, "Google's token endpoint answered \(status)",
                disposition: wait == nil ? .retry : .retryAfter, status: status, retryAfterSeconds: wait)
        }
        // Only the registered names of RFC 6749 §5.2 are repeated; nothing that could be a secret.
        let name = error.flatMap { name in names.first { $0 == name } }
        let reason = name.map { ": \($0)" } ?? ""
        return FerryError(
            .destinationUnauthorized, "Google's token endpoint answered \(status) without a token\(reason)",
            next: "check the Google credentials file, or run gcloud auth application-default login again",
            status: status)
    }

    private static let names = [
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
        "invalid_scope", "access_denied",
    ]
}
