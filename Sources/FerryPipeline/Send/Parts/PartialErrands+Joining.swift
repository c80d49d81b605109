import FerryCore
import HTTPTypes
import Synchronization

/// The object, made of its partial uploads.
extension PartialErrands {
    /// Joins all partial uploads. Where each such request makes an object, one whose reply was lost is not repeated, in
    /// this run or a later one: two objects might stand there, and the first could not be found any more.
    func join() async throws(FerryError) -> Event {
        desk.tracker.become(.confirming)
        note { $0.started = $0.started ?? desk.clock.now() }
        if places.object != nil { return .completed }
        let isOnce = places.joining == .once
        guard isOnce || !places.isJoining else { throw Self.unknown("an earlier run ended while they were joined") }
        let head: HTTPRequest
        do throws(UploadFailure) {
            head = try dialect.join(places.inOrder, cargo.creation(chunk: nil, replaces: false))
        } catch {
            throw error.error
        }
        // Written down at the last moment: what never left for the server leaves no doubt.
        let hasLeft = Mutex(false)
        let exchange = try await inTurn { () throws(FerryError) in
            try await desk.exchange(
                head,
                leaving: { () async throws(FerryError) in
                    try await changeOrNot {
                        $0.isJoining = true
                    } undo: {
                        $0.isJoining = false
                    }
                    hasLeft.withLock { $0 = true }
                })
        }
        if !isOnce, hasLeft.withLock(\.self), let reason = Self.doubt(exchange.result) { throw Self.unknown(reason) }
        switch exchange.result.mapError({ PartsFailure(.plain, $0) }).flatMap({ dialect.joined(from: $0) }) {
        case .success(let url):
            try await change { $0.object = url }
            return .completed
        case .failure(let failure) where failure.failure.error.code == .cancelled: return .cancelRequested
        case .failure(let failure):
            if failure.kind == .partsDiffer { distrust() }
            if !isOnce || failure.kind == .partsDiffer { try await change { $0.isJoining = false } }
            return failed(failure)
        }
    }

    /// Why it cannot be told whether the object was made; `nil` when it was, or was not for sure.
    private static func doubt(_ result: Result<HTTPTransferResponse, UploadFailure>) -> String? {
        switch result {
        case .failure(let failure):
            if [.connect, .tls, .auth].contains(failure.cause) { return nil }
            if let status = failure.error.status { return doubt(status) }
            return failure.error.code == .cancelled ? nil : failure.error.message
        case .success(let response): return doubt(response.head.status.code)
        }
    }

    /// A server that is too busy (503) has not begun.
    private static func doubt(_ status: Int) -> String? {
        status >= 500 && ![501, 503, 505].contains(status) ? "it answered \(status)" : nil
    }

    private static func unknown(_ reason: String) -> FerryError {
        FerryError(
            .destinationConflict,
            "it is not known whether the server joined the parts, and it would make a second object: \(reason)",
            next: "look for the object there; send again with --again and without --concatenate",
            disposition: .giveUp)
    }

    /// Gives up all partial uploads and forgets them.
    func abort(isFreshStart: Bool) async throws(FerryError) -> Event {
        let isGone = try await terminate()
        if isFreshStart {
            try desk.note(.abandoned)
            desk.tracker.emit(
                .decision(.init(what: "retry", from: "resume", to: "freshStart", reason: RetryCause.expired.rawValue)))
        }
        try await desk.tracker.save { job in
            job.giveUpUpload(isGone: isGone)
            job.acknowledgedBytes = 0
        }
        return .aborted
    }

    /// Takes the object away, which is not what was sent, and its parts with it.
    func discard() async throws(FerryError) -> Event {
        let isGone = try await terminate()
        if let object, let head = dialect.remove(object, capabilities: dialect.capabilities) {
            _ = try await desk.exchange(head)
        }
        try await desk.tracker.save { $0.giveUpUpload(isGone: isGone) }
        return .removed
    }

    /// A server that makes each object anew keeps its parts too.
    var leavesParts: Bool { places.joining == .eachTime }

    func tidy() async throws(FerryError) {
        if leavesParts { _ = try await terminate() }
    }

    /// Deletes the partial uploads, where the server can.
    ///
    /// - Returns: Whether none stands there any more.
    private func terminate() async throws(FerryError) -> Bool {
        var isGone = true
        for url in places.inOrder {
            guard let head = dialect.partial.abandon(url, capabilities: dialect.capabilities),
                case .success(let response) = try await desk.exchange(head).result,
                UploadRemover.isGone(after: response)
            else {
                isGone = false
                continue
            }
        }
        return isGone
    }
}
