public import HTTPTypes

/// What a ``FaultServer`` saw of one request.
public struct RecordedRequest: Sendable, Hashable {
    /// From 1, in the order of arrival.
    public var number: Int
    /// The connection it came on, from 1.
    public var connection: Int
    /// The method.
    public var method: String
    /// The path with its query.
    public var path: String
    /// The header fields; lines that are no fields are left out.
    public var headerFields: HTTPFields
    /// `Content-Length`; `nil` when the request had none.
    public var declaredBodyBytes: Int64?
    /// Body bytes that were read.
    public var bodyBytes: Int64 = 0
    /// When it began, on a counter shared by the beginnings and ends of all requests.
    public var began: Int
    /// When it ended, on the same counter; `nil` while it is under way. Set before the answer goes out.
    public var ended: Int?
    /// How it ended; `nil` while it is under way.
    public var ending: Ending?
    /// The fault it met.
    public var fault: Fault?

    /// How a request ended.
    public enum Ending: Sendable, Hashable {
        /// The server answered this status, whole or not.
        case replied(Int)
        /// The server broke the connection off.
        case reset
        /// The server closed the connection without an answer.
        case closed
        /// The client closed the connection first.
        case clientClosed
    }

    /// The value of `Upload-Offset`, if it is a number.
    public var uploadOffset: Int64? { headerFields[.uploadOffset].flatMap { Int64($0) } }

    /// Where its body begins in the object, by `Upload-Offset` or `Content-Range`; 0 when it says nothing.
    public var firstByte: Int64 {
        let range = headerFields[.contentRange]?.split(separator: " ").last?.split(separator: "-").first
        return uploadOffset ?? range.flatMap { Int64($0) } ?? 0
    }

    /// The status of the answer, if there was one.
    public var status: Int? {
        guard case .replied(let status) = ending else { return nil }
        return status
    }
}
