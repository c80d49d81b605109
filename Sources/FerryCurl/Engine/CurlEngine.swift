import CFerryCurl
import FerryCore
import Synchronization

/// The shared end of the engine: what other threads may hand to the one that owns libcurl.
final class CurlEngine: Sendable {
    let configuration: CurlTransport.Configuration
    let census: CurlCensus
    let multi: CurlMultiHandle
    private let inbox = Mutex(Inbox())

    /// What came in since the last turn.
    struct Inbox: Sendable {
        /// Requests to start, in order.
        var submissions: [CurlSubmission] = []
        /// Requests to end.
        var cancelled: [UInt64] = []
        /// A new limit for the bodies.
        var rateLimit: RateLimit?
        /// No request is taken any more.
        var isClosed = false
    }

    /// A limit that was set, or taken away.
    struct RateLimit: Sendable {
        var bytesPerSecond: Int64?
    }

    private static let libraryIsReady = ferry_curl_global_init()

    /// Prepares an engine without a thread.
    init(_ configuration: CurlTransport.Configuration, census: CurlCensus) throws(CurlError) {
        guard Self.libraryIsReady == CURLE_OK else { throw CurlError("curl_global_init", Self.libraryIsReady) }
        BrokenPipe.ignore()
        self.configuration = configuration
        self.census = census
        multi = try CurlMultiHandle(census: census.multis, connections: configuration.maxIdleConnections)
    }

    /// Hands a request over; after ``close()`` it is refused at once.
    func submit(_ submission: CurlSubmission) {
        let isTaken = change { inbox in
            if !inbox.isClosed { inbox.submissions.append(submission) }
            return !inbox.isClosed
        }
        if !isTaken { submission.continuation.resume(returning: .failure(CurlLoop.closed)) }
    }

    /// Ends a request, also one that is still to come in.
    func cancel(_ id: UInt64) { change { $0.cancelled.append(id) } }

    /// Sets the limit of all bodies together.
    func setRateLimit(_ bytesPerSecond: Int64?) {
        change { $0.rateLimit = RateLimit(bytesPerSecond: bytesPerSecond) }
    }

    /// Takes no more requests and ends those under way.
    func close() { change { $0.isClosed = true } }

    /// What came in since the last call.
    func takeInbox() -> Inbox {
        inbox.withLock { inbox in
            let taken = inbox
            inbox = Inbox(isClosed: taken.isClosed)
            return taken
        }
    }

    private func change<Value: Sendable>(_ edit: (inout sending Inbox) -> sending Value) -> Value {
        let value = inbox.withLock(edit)
        multi.wake()
        return value
    }
}
