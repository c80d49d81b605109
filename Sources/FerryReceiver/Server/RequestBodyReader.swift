import HTTPTypes
package import HummingbirdCore
package import NIOCore

/// A request's body, read once and forward only, that knows whether it came to its end.
package struct RequestBodyReader {
    /// A body that ended before its announced length or its last chunk.
    package struct CutError: Error {}

    private var iterator: RequestBody.AsyncIterator
    /// The announced length; `nil` for a chunked body.
    package let announced: Int64?
    /// Bytes read so far.
    package private(set) var received: Int64 = 0
    /// Whether the end was reached, so that the connection can carry another request.
    package private(set) var isAtEnd: Bool
    /// Whether the client waits for `100 Continue` before it sends (RFC 9110 10.1.1).
    package let expectsContinue: Bool

    package init(_ request: Request) {
        let fields = request.headers
        let isChunked = fields.contains(.transferEncoding)
        announced = isChunked ? nil : fields[.contentLength].flatMap { Int64($0) } ?? 0
        isAtEnd = announced == 0
        expectsContinue = !isAtEnd && fields[.expect]?.lowercased() == "100-continue"
        iterator = request.body.makeAsyncIterator()
    }

    /// Whether the request has a body at all.
    package var exists: Bool { announced != 0 }

    /// Bytes that were announced and have not come; `nil` when nobody knows.
    package var remaining: Int64? { isAtEnd ? 0 : announced.map { $0 - received } }

    /// The next bytes; `nil` at the end. Throws when the connection ends first.
    package mutating func next() async throws -> ByteBuffer? {
        guard !isAtEnd else { return nil }
        guard let buffer = try await iterator.next() else {
            if let announced, received != announced { throw CutError() }
            isAtEnd = true
            return nil
        }
        received += Int64(buffer.readableBytes)
        return buffer
    }
}
