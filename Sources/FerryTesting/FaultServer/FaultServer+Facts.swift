import Synchronization

extension FaultServer {
    /// All requests so far, in the order of arrival.
    public var requests: [RecordedRequest] { monitor.withLock { $0.requests } }

    /// How many connections were made so far.
    public var connectionCount: Int { monitor.withLock { $0.connectionCount } }

    /// How many connections stand now.
    public var openConnections: Int { monitor.withLock { $0.connections.count } }

    /// The finished objects, ordered by path.
    public var objects: [StoredObject] { monitor.withLock { $0.storage.objects } }

    /// How many uploads are begun and neither finished nor gone.
    public var unfinishedUploads: Int { monitor.withLock { $0.storage.unfinishedUploads } }

    /// What clients did that the protocol forbids, in plain words: two writers at once, bytes at a wrong offset.
    public var violations: [String] { monitor.withLock { $0.storage.violations } }

    /// Looks into the storage, or changes it; `nil` when it is of another kind. The body must not call the server.
    public func withStorage<Storage: ScriptedStorage, Result>(
        _ kind: Storage.Type, _ body: (inout Storage) -> Result
    ) -> Result? {
        monitor.withLock { state in
            guard var storage = state.storage as? Storage else { return nil }
            defer { state.storage = storage }
            return body(&storage)
        }
    }

    /// The most requests with body bytes that were under way at once. Requests whose client hung up do not count.
    public var mostConcurrentBodies: Int { monitor.withLock { $0.mostBusyBodies } }

    /// Body bytes of `PATCH` and `PUT` requests that had come before, for the same path, query and range.
    public var resentBytes: Int64 {
        let bodies = requests.filter { $0.bodyBytes > 0 && ["PATCH", "PUT"].contains($0.method) }
        return Dictionary(grouping: bodies, by: \.path).values.reduce(0) { sum, bodies in
            let ranges = bodies.map { $0.firstByte..<($0.firstByte + $0.bodyBytes) }
            return sum + ranges.reduce(0) { $0 + Int64($1.count) } - Self.coverage(ranges)
        }
    }

    /// Replaces the plan; its counts begin anew.
    public func setPlan(_ plan: FaultPlan) { monitor.withLock { $0.plan = plan } }

    /// Lets every request go on that is held by a fault now.
    public func release() {
        monitor.withLock { state in
            for line in state.connections.values { line.pipe.wake() }
        }
    }

    /// Waits for a request. It is asked for every one seen so far, and again whenever one begins, gets body bytes or ends.
    ///
    /// - Parameter isWanted: Looks at one request; called under the server's lock, so it must not call the server.
    /// - Throws: `CancellationError` when the task is cancelled or the server stops first.
    @discardableResult
    public func waitForRequest(
        where isWanted: @escaping @Sendable (RecordedRequest) -> Bool
    ) async throws -> RecordedRequest {
        let id = lastWaiter.add(1, ordering: .relaxed).newValue
        let found = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                monitor.withLock { $0.wait(id, ServerState.Waiter(isWanted: isWanted, continuation: continuation)) }
                if Task.isCancelled { monitor.withLock { $0.stopWaiting(id) } }
            }
        } onCancel: {
            monitor.withLock { $0.stopWaiting(id) }
        }
        guard let found else { throw CancellationError() }
        return found
    }

    /// How many bytes the ranges cover together.
    private static func coverage(_ ranges: [Range<Int64>]) -> Int64 {
        var covered: Int64 = 0
        var end = Int64.min
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.upperBound > end {
            covered += range.upperBound - max(end, range.lowerBound)
            end = range.upperBound
        }
        return covered
    }
}
