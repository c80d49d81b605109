public import FerryCore
import HTTPTypes

/// Looks whether a destination can be reached and used, with one small probe object that is deleted again.
///
/// It goes the way of every upload: the same requests, credentials, transport and limits. Whatever fails, the probe is
/// given up or deleted as far as the server lets it, and the check `delete` says so when it is not. Where the destination
/// stands for one object there is no probe: that place is the user's own.
public struct DestinationCheckup: Sendable {
    /// The checks in order.
    public static let names = [
        "resolve", "connect", "tls", "credentials", "create", "resume", "complete", "delete", "clock", "features",
    ]
    /// Seconds by which the clocks may differ: credentials that are signed with the time live five minutes at least.
    public static let maxSkewSeconds = 60.0

    let link: DestinationLink
    let origin: HTTPLocation?
    let clock: any FerryClock
    let lane = BlockingLane(label: "checkup", width: 1)

    /// Prepares to look at one destination.
    ///
    /// - Parameter origin: A URL of the host that is asked; `nil` where there is none, such as a folder.
    public init(
        storage: Storage, authorizer: (any RequestAuthorizer)?, transport: any HTTPTransport, origin: HTTPLocation?,
        limits: TransferLimits = TransferLimits(), clock: any FerryClock = SystemFerryClock()
    ) {
        link = DestinationLink(
            storage: storage, authorizer: authorizer, transport: transport, limits: limits, clock: clock)
        self.origin = origin
        self.clock = clock
    }

    /// Looks. A fault leaves what depends on it not run.
    ///
    /// - Parameter proxied: Whether names are looked up by a proxy.
    public func run(proxied: Bool = false) async -> [HealthCheck] {
        var chain = HealthChain(Self.names)
        if let check = await resolve(proxied: proxied) { chain.note(check) }
        guard chain.checks.first?.ok != false else { return chain.checks }
        if let exact = ExactPlace(link.storage.dialect, origin: origin) {
            await look(at: exact, &chain)
            return chain.checks
        }
        guard let capabilities = await reach(&chain) else { return chain.checks }
        await ProbeUpload(link: link, clock: clock, capabilities: capabilities).run(&chain)
        return chain.checks
    }

    private func resolve(proxied: Bool) async -> HealthCheck? {
        guard let host = origin.map(HostLookup.host(of:)) else {
            return .notRun("resolve", "there is no host to be found")
        }
        guard !proxied else { return .notRun("resolve", "names are looked up by the proxy") }
        let addresses = try? await lane.run { () throws(FerryError) in HostLookup.addresses(of: host) }
        guard let addresses, !addresses.isEmpty else {
            return .fault(
                "resolve", "the name \(host) is not known", next: "check the URL and the machine's name servers")
        }
        return .good("resolve", "\(host) is \(addresses.prefix(3).joined(separator: ", "))")
    }

    /// Sends the first request; `nil` when nothing more can be asked.
    private func reach(_ chain: inout HealthChain) async -> UploadCapabilities? {
        let dialect = link.storage.dialect
        guard let head = dialect.discover() ?? origin?.request(.head) else {
            return dialect.capabilities(from: nil)
        }
        guard let response = await ask(head, &chain) else { return nil }
        return judged(response, asked: dialect.discover() != nil, &chain)
    }

    /// Asks what changes nothing.
    private func look(at exact: ExactPlace, _ chain: inout HealthChain) async {
        exact.noteNoProbe(&chain)
        guard let question = exact.question, let response = await ask(question, &chain) else { return }
        exact.note(response, &chain)
    }

    private func ask(_ head: HTTPRequest, _ chain: inout HealthChain) async -> HTTPTransferResponse? {
        let answer: Result<HTTPTransferResponse, UploadFailure> = await link.answer(to: head)
        switch answer {
        case .failure(let failure):
            Self.note(failure, secure: head.scheme == "https", in: &chain)
            return nil
        case .success(let response):
            reached(response, secure: head.scheme == "https", in: &chain)
            return response
        }
    }

    private func reached(_ response: HTTPTransferResponse, secure: Bool, in chain: inout HealthChain) {
        let connected = response.timings.connected.map { " in \(Int($0 * 1000)) ms" } ?? ""
        chain.note(.good("connect", "connected\(connected)"))
        chain.note(
            secure
                ? .good("tls", "the certificate is trusted")
                : .notRun("tls", "not used: what is sent can be read on the way"))
        chain.note(ClockSkew.check(response, now: clock.now(), limit: Self.maxSkewSeconds))
    }

    private func judged(
        _ response: HTTPTransferResponse, asked: Bool, _ chain: inout HealthChain
    ) -> UploadCapabilities? {
        guard ![401, 403].contains(response.head.status.code) else {
            chain.note(
                .fault("credentials", ProbeUpload.unauthorized(response.head.status.code, at: link.storage.name)))
            return nil
        }
        let capabilities = link.storage.dialect.capabilities(from: asked ? response : nil)
        chain.note(FeatureList.check(capabilities))
        guard let refusal = capabilities.refusal else { return capabilities }
        chain.note(.fault("create", refusal))
        return nil
    }

    /// Where a request that got no answer failed.
    private static func note(_ failure: UploadFailure, secure: Bool, in chain: inout HealthChain) {
        switch failure.cause {
        case .connect: chain.note(.fault("connect", failure.error))
        case .tls:
            chain.note(.good("connect", "connected"))
            chain.note(.fault("tls", failure.error))
        case .auth: chain.note(.fault("credentials", failure.error))
        default: chain.note(.fault("connect", failure.error))
        }
    }
}

extension DestinationLink {
    /// Sends a request, once more when the credentials were renewed.
    func answer(
        to head: HTTPRequest, body: (any HTTPBodySource)? = nil, maxReplyBytes: Int = DestinationLink.replyBytes
    ) async -> Result<HTTPTransferResponse, UploadFailure> {
        do throws(UploadFailure) {
            let reply = try await send(head, body: body, maxReplyBytes: maxReplyBytes)
            guard reply.isRenewed else { return .success(reply.response) }
            return .success(try await send(head, body: body, maxReplyBytes: maxReplyBytes).response)
        } catch {
            return .failure(error)
        }
    }
}
