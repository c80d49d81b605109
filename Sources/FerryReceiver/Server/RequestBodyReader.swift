import HTTPTypes
package import HummingbirdCore
package import NIOCore

/// A request's body, read once and forward only, that knows whether it came to its end.
package struct RequestBodyReader {
    /// A body that ended before its announced length or its last chunk.
    package struct CutError: Error {}

    /// How long the body is waited for, and what ends it when that is over.
    private struct Watch {
        var patience: BodyPatience
        let channel: any Channel
        let stop: StopSignal
    }

    private var iterator: RequestBody.AsyncIterator
    /// The announced length; `nil` for a chunked body.
    package let announced: Int64?
    /// Bytes read so far.
    package private(set) var received: Int64 = 0
    /// Whether the end was reached, so that the connection can carry another request.
    package private(set) var isAtEnd: Bool
    /// Whether the client waits for `100 Continue` before it sends (RFC 9110 10.1.1).
    package let expectsContinue: Bool

    private var watch: Watch?
    /// Whether the body was given up because it came too slowly; the connection cannot carry another request then.
    package var isTooSlow: Bool { watch?.stop.isRaised ?? false }

    /// Begins to read.
    ///
    /// - Parameters:
    ///   - patience: How long it is waited for; `nil` leaves that to the connection's limit of silence.
    ///   - channel: Its connection.
    package init(_ request: Request, patience: BodyPatience? = nil, channel: (any Channel)? = nil) {
        if let patience, let channel {
            watch = Watch(patience: patience, channel: channel, stop: StopSignal(channel: channel))
        }
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
        guard let buffer = try await piece() else {
            if isTooSlow { throw CutError() }
            if let announced, received != announced { throw CutError() }
            isAtEnd = true
            return nil
        }
        received += Int64(buffer.readableBytes)
        return buffer
    }

    /// The next bytes, if they come in time; else the body ends.
    private mutating func piece() async throws -> ByteBuffer? {
        guard let watch else { return try await iterator.next() }
        let (stop, clock) = (watch.stop, ContinuousClock())
        let limit = TimeAmount.nanoseconds(Int64(watch.patience.left * 1e9))
        let timer = watch.channel.eventLoop.scheduleTask(in: limit) { stop.raise() }
        defer { timer.cancel() }
        let begun = clock.now
        let buffer = try await iterator.next()
        self.watch?.patience.took(bytes: buffer?.readableBytes ?? 0, after: (clock.now - begun) / .seconds(1))
        return buffer
    }
}
