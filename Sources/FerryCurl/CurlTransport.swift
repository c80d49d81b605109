import CFerryCurl
public import FerryCore
import HTTPTypes
import Synchronization

/// The HTTP transport on libcurl: one thread, one multi handle, kept connections, HTTP/2 where TLS offers it.
///
/// Beyond what ``HTTPTransport`` promises:
/// - A request goes out on a connection at most once. When a kept connection dies before any reply, the request fails
///   with `.reset`; it is never sent again silently.
/// - A reply of status 300 or above that comes before the body is out is a reply, not a failure, also when the server
///   closes right after it; its body may then be cut short.
/// - `firstByteTimeout` runs from the last body byte to the final reply; interim replies do not restart it.
/// - The body stalls when its average over `stallTime` falls below `stallRate`. Time in which the transport's own rate
///   limit holds the body back does not count. A `stallTime` of 0 or less switches this off.
/// - A final reply that has begun must keep the same average, at least 1 byte a second, until it ends: else `.timeout`.
/// - Proxies come from the environment, as curl takes them. Certificates are always verified.
/// - Bodies are read, and observers are called, on the engine's thread: both should return soon.
public final class CurlTransport: HTTPTransport {
    private let engine: CurlEngine?
    private let startFailure: HTTPTransferFailure?
    private let thread: Mutex<EngineThread?>
    private let lastID = Atomic<UInt64>(0)
    /// Counts the C objects of this transport.
    let census = CurlCensus()

    /// The library's version, such as `7.88.1`.
    public static let libraryVersion = String(cString: ferry_curl_version())

    /// The TLS library behind it, such as `OpenSSL/3.0.15`; empty when there is none.
    public static let tlsVersion = String(cString: ferry_curl_tls_version())

    /// Starts the engine. If the system gives no memory or thread for it, every request fails with that reason.
    public init(configuration: Configuration = Configuration()) {
        do throws(CurlError) {
            let engine = try CurlEngine(configuration, census: census)
            let thread = EngineThread { CurlLoop(engine).run() }
            self.engine = thread == nil ? nil : engine
            self.thread = Mutex(thread)
            startFailure = thread == nil ? HTTPTransferFailure(.other, "the system gives no thread") : nil
        } catch {
            engine = nil
            thread = Mutex(nil)
            startFailure = HTTPTransferFailure(.other, "libcurl could not start: \(error.text)")
        }
    }

    deinit { shutdown() }

    /// Sends one request and waits for its final reply; cancelling the task breaks the connection off at once.
    public func send(
        _ request: HTTPTransferRequest, observe: @escaping @Sendable (HTTPTransferObservation) -> Void
    ) async throws(HTTPTransferFailure) -> HTTPTransferResponse {
        guard let engine else { throw startFailure ?? CurlLoop.closed }
        if let refusal = Self.refusal(request) { throw refusal }
        let id = lastID.add(1, ordering: .relaxed).newValue
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                engine.submit(
                    CurlSubmission(id: id, request: request, observe: observe, continuation: continuation))
                // The handler below may have run before the request was handed over.
                if Task.isCancelled { engine.cancel(id) }
            }
        } onCancel: {
            engine.cancel(id)
        }
        return try result.get()
    }

    /// Sets the limit for all body bytes together; values below 1 count as 1 byte a second, `nil` is no limit.
    public func setSendRateLimit(_ bytesPerSecond: Int64?) { engine?.setRateLimit(bytesPerSecond) }

    /// Ends every request under way with `.cancelled`, closes all connections and waits for the engine's thread.
    ///
    /// Waits no longer than one read of a body source takes. Called by `deinit`; calling it again does nothing.
    public func shutdown() {
        engine?.close()
        let running = thread.withLock { thread in
            let running = thread
            thread = nil
            return running
        }
        running?.join()
    }

    private static func refusal(_ request: HTTPTransferRequest) -> HTTPTransferFailure? {
        if request.head.method == .head, request.body != nil {
            return HTTPTransferFailure(.other, "a HEAD request cannot carry a body")
        }
        if (request.head.authority ?? "").isEmpty { return HTTPTransferFailure(.other, "the URL names no host") }
        return nil
    }
}
