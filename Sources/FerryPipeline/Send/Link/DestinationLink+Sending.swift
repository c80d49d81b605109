import FerryCore
import HTTPTypes

/// The right of one request to go out to its host. Used by ``DestinationLink/send(_:body:sha256:isRepeatable:pass:observesResponseBody:maxReplyBytes:watch:)``
/// or given back.
struct HostPass: Sendable {
    fileprivate let gate: HostGate
    fileprivate let pass: HostBreaker.Pass

    /// The request will not be made.
    func giveBack() { _ = gate.ended(.unknown, pass: pass, seconds: 0) }
}

extension DestinationLink {
    /// One request as it is sent, maybe more than once.
    private struct Errand {
        var head: HTTPRequest
        var body: (any HTTPBodySource)?
        var payload: RequestPayload
        var isRepeatable: Bool
        var observesResponseBody: Bool
        var maxReplyBytes: Int
        var watch: RequestWatch
    }

    /// A request as it was sent, with its credentials, and the reply.
    private struct Exchange {
        var request: HTTPRequest
        var response: HTTPTransferResponse
    }

    /// Waits until the host of a request takes part. Whoever needs a slot calls this first: no slot is held meanwhile.
    ///
    /// - Throws: `cancelled`, or why the host is given up.
    func pass(
        for head: HTTPRequest, paused: (HostPause) -> Void = { _ in }
    ) async throws(UploadFailure) -> HostPass {
        let gate = hosts.gate(of: head)
        switch await gate.enter(paused: paused) {
        case .open(let pass): return HostPass(gate: gate, pass: pass)
        case .cancelled: throw UploadFailure(.other, FerryError(.cancelled, "stopped by request"))
        case .givenUp(let failure): throw failure
        }
    }

    /// Sends one request of the dialect, with the credentials where they belong; follows redirects by
    /// ``RedirectRule``.
    ///
    /// - Parameters:
    ///   - isRepeatable: Whether the request may safely be sent twice, so that a late reply is worth asking again;
    ///     by default true for methods that change nothing (RFC 9110 §9.2.1).
    ///   - pass: Where the host was waited for already; without one it is waited for here.
    ///   - watch: Told what else happens.
    func send(
        _ head: HTTPRequest, body: (any HTTPBodySource)? = nil, sha256: String? = nil, isRepeatable: Bool? = nil,
        pass: HostPass? = nil, observesResponseBody: Bool = false, maxReplyBytes: Int = DestinationLink.replyBytes,
        watch: RequestWatch = RequestWatch()
    ) async throws(UploadFailure) -> Reply {
        var errand = Errand(
            head: head, body: body, payload: RequestPayload(length: body?.length ?? 0, sha256: sha256),
            isRepeatable: isRepeatable ?? [.get, .head, .options].contains(head.method),
            observesResponseBody: observesResponseBody, maxReplyBytes: maxReplyBytes, watch: watch)
        var pass = if let pass { pass } else { try await self.pass(for: head, paused: watch.paused) }
        var rule = RedirectRule()
        while true {
            let reply = try await sendOnce(errand, pass)
            switch rule.judge(errand.head, reply.response.head, trusts: { authorizer?.covers($0) ?? false }) {
            case .reply: return reply.located(at: errand.head, isMoved: rule.hasFollowed)
            case .refuse(let reason):
                throw UploadFailure(
                    .other, FerryError(.destinationWrongProtocol, reason, status: reply.response.head.status.code),
                    sentBodyBytes: reply.response.sentBodyBytes)
            case .follow(let next):
                watch.repeated(reply.response.sentBodyBytes)
                errand.head = next
                let gate = hosts.gate(of: next)
                pass = HostPass(gate: gate, pass: gate.enterNow())
            }
        }
    }

    /// Sends to one URL, tells the host's gate what came of it, and renews refused credentials.
    private func sendOnce(_ errand: Errand, _ pass: HostPass) async throws(UploadFailure) -> Reply {
        let began = clock.now()
        let outcome: Result<Exchange, HTTPTransferFailure>
        do throws(UploadFailure) { outcome = try await timed(errand, pass.gate) } catch {
            pass.giveBack()
            throw error
        }
        let standing = pass.gate.ended(
            HostBreaker.Ending(
                outcome.map(\.response), serverDelay: (try? outcome.get().response).flatMap(Self.askedDelay)),
            pass: pass.pass, seconds: clock.now().seconds(since: began))
        switch outcome {
        case .failure(let failure): throw Self.judged(UploadFailure(failure), standing)
        case .success(let exchange):
            return Reply(
                response: exchange.response, isRenewed: await isRenewed(exchange),
                outage: Self.outage(exchange.response, standing))
        }
    }

    /// Sends under the adaptive limit where that is safe, and once more without it when the reply is late.
    private func timed(
        _ errand: Errand, _ gate: HostGate
    ) async throws(UploadFailure) -> Result<Exchange, HTTPTransferFailure> {
        let hasBody = errand.payload.length > 0
        let ceiling = limits.firstByteTimeout
        let limit = errand.isRepeatable ? gate.grantLimit(ceiling: ceiling, hasBody: hasBody) : nil
        let outcome: Result<Exchange, HTTPTransferFailure>
        do throws(UploadFailure) { outcome = try await attempt(errand, firstByte: limit ?? ceiling) } catch {
            if limit != nil { gate.teach(hasBody: hasBody) { $0.released() } }
            throw error
        }
        switch outcome {
        case .success(let exchange):
            guard let seconds = exchange.response.timings.waited, exchange.response.head.status.code < 500 else {
                break
            }
            gate.teach(hasBody: hasBody) { $0.replied(after: seconds, wasLimited: limit != nil) }
            return outcome
        case .failure(let failure):
            guard limit != nil, failure.kind == .firstByte, !Task.isCancelled else { break }
            gate.teach(hasBody: hasBody) { $0.passed() }
            errand.watch.repeated(failure.sentBodyBytes)
            return try await attempt(errand, firstByte: ceiling)
        }
        if limit != nil { gate.teach(hasBody: hasBody) { $0.released() } }
        return outcome
    }

    private func attempt(
        _ errand: Errand, firstByte: Double
    ) async throws(UploadFailure) -> Result<Exchange, HTTPTransferFailure> {
        var limits = limits
        limits.firstByteTimeout = firstByte
        let head = try await authorized(errand.head, errand.payload)
        let request = HTTPTransferRequest(
            head: head, body: errand.body, limits: limits,
            maxResponseBodyBytes: errand.maxReplyBytes, observesResponseBody: errand.observesResponseBody)
        do throws(HTTPTransferFailure) {
            let response = try await transport.send(request, observe: errand.watch.observed)
            return .success(Exchange(request: head, response: response))
        } catch {
            return .failure(error)
        }
    }

    private func authorized(_ head: HTTPRequest, _ payload: RequestPayload) async throws(UploadFailure) -> HTTPRequest {
        guard let authorizer, authorizer.covers(head) else { return head }
        do throws(FerryError) { return try await authorizer.authorize(head, payload: payload, now: clock.now()) } catch
        {
            throw UploadFailure(.auth, error)
        }
    }

    private func isRenewed(_ exchange: Exchange) async -> Bool {
        let (request, response) = (exchange.request, exchange.response)
        guard let authorizer, authorizer.covers(request), response.head.status.code >= 400 else { return false }
        return await authorizer.renew(after: response, to: request, now: clock.now())
    }
}

extension DestinationLink {
    private static func askedDelay(_ response: HTTPTransferResponse) -> Double? {
        let fields = response.head.headerFields
        return RetryAfter.seconds(fields[.retryAfter], date: fields[.date])
    }

    /// What a failure is to its file while the host stands like that.
    private static func judged(_ failure: UploadFailure, _ standing: HostGate.Standing) -> UploadFailure {
        guard [.retry, .retryAfter].contains(failure.error.disposition) else { return failure }
        switch standing {
        case .up: return failure
        case .down:
            var free = failure
            free.isOutage = true
            return free
        case .givenUp(var outage):
            outage.error.message += ", at last: \(failure.error.message)"
            outage.error.status = failure.error.status
            outage.sentBodyBytes = failure.sentBodyBytes
            return outage
        }
    }

    /// The failure that a reply stands for while its host is failing.
    private static func outage(_ response: HTTPTransferResponse, _ standing: HostGate.Standing) -> UploadFailure? {
        if case .up = standing { return nil }
        guard
            case .failed(let cause, let delay) = HostBreaker.Ending(
                .success(response), serverDelay: askedDelay(response))
        else { return nil }
        let status = response.head.status.code
        let error = FerryError(
            .destinationServerError, "the server answered \(status)", disposition: .retry, status: status,
            retryAfterSeconds: delay)
        return judged(UploadFailure(cause, error, sentBodyBytes: response.sentBodyBytes), standing)
    }
}

extension HTTPTransferResponse.Timings {
    /// Seconds from the last byte of the request to the first of the reply.
    fileprivate var waited: Double? {
        guard let requestSent, let firstByte else { return nil }
        return max(0, firstByte - requestSent)
    }
}

extension DestinationLink.Reply {
    /// The reply with its `Location` made absolute where the request was moved, since nobody else knows to where.
    fileprivate func located(at head: HTTPRequest, isMoved: Bool) -> DestinationLink.Reply {
        guard isMoved, let reference = response.head.headerFields[.location],
            let absolute = HTTPLocation(head)?.resolving(reference)
        else { return self }
        var reply = self
        reply.response.head.headerFields[.location] = absolute.text
        return reply
    }
}
