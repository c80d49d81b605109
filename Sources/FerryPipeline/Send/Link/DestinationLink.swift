import FerryCore
import HTTPTypes
import Synchronization

/// One destination as this process sees it: its protocol, its credentials, its hosts, and what it can do, asked once.
final class DestinationLink: Sendable {
    let storage: Storage
    let authorizer: (any RequestAuthorizer)?
    let transport: any HTTPTransport
    let limits: TransferLimits
    let clock: any FerryClock
    let hosts: HostGates
    private let known = Mutex<UploadCapabilities?>(nil)
    private let features = Mutex<PartsFeatures?>(nil)
    private let preparations = Mutex<Set<String>>([])

    /// - Parameters:
    ///   - retry: The rule of one file, which the patience with a host follows.
    ///   - jitter: Draws a number in 0…1 for each pause.
    init(
        storage: Storage, authorizer: (any RequestAuthorizer)?, transport: any HTTPTransport, limits: TransferLimits,
        retry: RetryPolicy = RetryPolicy(), clock: any FerryClock,
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.storage = storage
        self.authorizer = authorizer
        self.transport = transport
        self.limits = limits
        self.clock = clock
        hosts = HostGates(policy: HostBreaker.Policy(for: retry), clock: clock, jitter: jitter)
    }

    /// What came of one request.
    struct Reply: Sendable {
        var response: HTTPTransferResponse
        /// Whether the server refused the credentials and they were renewed: the same request may be sent again.
        var isRenewed = false
        /// Where the reply says that the host as a whole is failing: the failure to take in its place.
        var outage: UploadFailure?
    }

    /// Preparations that are remembered at most; then they are made again.
    private static let maxPreparations = 4096

    /// Whether a preparing request was not sent before by this process.
    func isFirst(of head: HTTPRequest) -> Bool {
        preparations.withLock { sent in
            if sent.count >= Self.maxPreparations { sent.removeAll() }
            return sent.insert("\(head.method.rawValue) \(head.path ?? "")").inserted
        }
    }

    /// Bytes of a reply's body that are kept at most, where nothing long is awaited.
    static let replyBytes = 64 << 10
    /// Bytes of a document that lists things, or keeps its connection alive with white space.
    static let documentBytes = 1 << 20

    /// What a storage that takes parts has not refused so far.
    func partsFeatures(of dialect: any PartsDialect) -> PartsFeatures { features.withLock { $0 } ?? dialect.features }

    /// A storage that refused something once will do so again.
    func learn(_ features: PartsFeatures) { self.features.withLock { $0 = features } }

    /// Whether an answer will be the same the next time.
    private static func isLasting(_ status: Int) -> Bool {
        switch status {
        case 408, 425, 429, 500, 502...599: false
        default: true
        }
    }

    /// What the destination can do. Asked until it is answered; without an answer the protocol's core is taken for
    /// granted and creating will show.
    ///
    /// - Parameter watch: Told what else happens.
    /// - Returns: The capabilities, and how many requests it took.
    func capabilities(watch: RequestWatch = RequestWatch()) async -> (UploadCapabilities, requests: Int) {
        if let known = known.withLock({ $0 }) { return (known, 0) }
        guard let request = storage.dialect.discover() else { return (storage.dialect.capabilities(from: nil), 0) }
        let repeats = Atomic<Int>(0)
        var counting = watch
        counting.repeated = { sent in
            repeats.add(1, ordering: .relaxed)
            watch.repeated(sent)
        }
        let reply = try? await send(request, watch: counting)
        let capabilities = storage.dialect.capabilities(from: reply?.response)
        if let reply, !reply.isRenewed, Self.isLasting(reply.response.head.status.code) {
            known.withLock { $0 = capabilities }
        }
        return (capabilities, 1 + repeats.load(ordering: .relaxed))
    }
}

/// What may be told of one request beside its reply.
struct RequestWatch: Sendable {
    /// The transport saw something of the request under way.
    var observed: @Sendable (HTTPTransferObservation) -> Void = { _ in }
    /// The request goes out once more, after a redirect or a reply that was late: body bytes that had gone out before.
    var repeated: @Sendable (Int64) -> Void = { _ in }
    /// The request waits until its host takes part again.
    var paused: @Sendable (HostPause) -> Void = { _ in }
}
