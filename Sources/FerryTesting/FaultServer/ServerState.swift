import FerryCore

/// Everything a fault server knows, behind its lock: the store, the plan, what was seen and who waits for what.
struct ServerState {
    /// Somebody who waits for a request of some kind.
    struct Waiter {
        var isWanted: @Sendable (RecordedRequest) -> Bool
        var continuation: CheckedContinuation<RecordedRequest?, Never>
    }

    var storage: any ScriptedStorage
    var plan: FaultPlan
    let now: @Sendable () -> Timestamp
    var requests: [RecordedRequest] = []
    var connections: [Int: ServerLine] = [:]
    var connectionCount = 0
    var mostBusyBodies = 0
    var threads: [ServerThread] = []
    var isStopped = false
    private var waiters: [Int: Waiter] = [:]
    private var tick = 0

    init(storage: any ScriptedStorage, plan: FaultPlan, now: @escaping @Sendable () -> Timestamp) {
        self.storage = storage
        self.now = now
        self.plan = plan
    }

    // MARK: Requests

    /// Notes a new request and chooses its fault.
    mutating func begin(_ head: RequestHead, connection: Int) -> RecordedRequest {
        tick += 1
        var request = RecordedRequest(
            number: requests.count + 1, connection: connection, method: head.method, path: head.path,
            headerFields: head.fields, declaredBodyBytes: head.contentLength, began: tick)
        request.fault = plan.fault(for: request)
        requests.append(request)
        let busy = requests.filter { $0.ended == nil && ($0.declaredBodyBytes ?? 0) > 0 && !isAbandoned($0) }
        mostBusyBodies = max(mostBusyBodies, busy.count)
        tellWaiters(request)
        return request
    }

    /// Notes more body bytes.
    mutating func received(_ bytes: Int, request number: Int) {
        requests[number - 1].bodyBytes += Int64(bytes)
        tellWaiters(requests[number - 1])
    }

    /// Notes the end of a request; only the first end counts.
    mutating func end(_ number: Int, _ ending: RecordedRequest.Ending) {
        guard requests[number - 1].ended == nil else { return }
        tick += 1
        requests[number - 1].ended = tick
        requests[number - 1].ending = ending
        tellWaiters(requests[number - 1])
    }

    /// Asks the store; `nil`, to be asked again, while another connection has been hung up but not been read to its end.
    ///
    /// So what a client sent before it hung up is in the store before its next request is looked at. A request that was
    /// itself abandoned does not wait, so no two can wait for each other.
    mutating func open(_ head: RequestHead, request: Int) -> StorageOpening? {
        let fault = requests[request - 1].fault
        if let reply = fault?.replacement(for: head) { return .reply(reply) }
        let own = requests[request - 1].connection
        let isLate = connections.contains { $0.key != own && isGone($0.value) }
        if !isStopped, isLate, !isAbandoned(requests[request - 1]) { return nil }
        let now = now()
        if case .expired(let status) = fault { return .reply(storage.expire(head, status: status)) }
        if let condition = fault?.condition { return .reply(storage.reply(to: head, in: condition, now: now)) }
        return storage.open(head, request: request, now: now)
    }

    /// Whether a request's client has gone already, which its own thread may not have noticed.
    private func isAbandoned(_ request: RecordedRequest) -> Bool {
        guard let line = connections[request.connection] else { return true }
        return isGone(line)
    }

    private func isGone(_ line: ServerLine) -> Bool { StreamSocket.isPeerGone(line.descriptor) }

    // MARK: Waiters

    /// Lets somebody wait, unless the request was seen already or the server has stopped.
    mutating func wait(_ id: Int, _ waiter: Waiter) {
        if let seen = requests.first(where: waiter.isWanted) {
            waiter.continuation.resume(returning: seen)
        } else if isStopped {
            waiter.continuation.resume(returning: nil)
        } else {
            waiters[id] = waiter
        }
    }

    /// Nobody waits under this number any more.
    mutating func stopWaiting(_ id: Int) { waiters.removeValue(forKey: id)?.continuation.resume(returning: nil) }

    /// Nobody waits any more.
    mutating func stopAllWaiting() {
        for id in Array(waiters.keys) { stopWaiting(id) }
    }

    private mutating func tellWaiters(_ request: RecordedRequest) {
        for (id, waiter) in waiters where waiter.isWanted(request) {
            waiters[id] = nil
            waiter.continuation.resume(returning: request)
        }
    }
}

/// What other threads may know and do of a connection: its socket's number, and how to end its thread's waits.
final class ServerLine: Sendable {
    /// Valid while the line stands in ``ServerState/connections``, under the lock.
    let descriptor: Int32
    let pipe: WakePipe

    init(descriptor: Int32) throws(SocketError) {
        self.descriptor = descriptor
        pipe = try WakePipe()
    }
}
