import FerryCore
import FerryPipeline
import Synchronization

/// Lets answers in while there is room for them: how many arrive at once, and how many bytes the spool can still take.
///
/// What it lets in has its room reserved until it is done, so that nothing is turned away after it was acknowledged.
final class ArrivalGate: Sendable {
    private struct State {
        var count = 0
        var bytes: Int64 = 0
    }

    /// The room of one answer; given back once.
    final class Place: Sendable {
        private let giveBack: Mutex<(@Sendable () -> Void)?>

        init(_ giveBack: @escaping @Sendable () -> Void) { self.giveBack = Mutex(giveBack) }

        /// Gives the room back.
        func leave() {
            let body = giveBack.withLock { body in
                defer { body = nil }
                return body
            }
            body?()
        }

        deinit { leave() }
    }

    private let settings: ServiceSettings
    private let state = Mutex(State())

    init(settings: ServiceSettings) { self.settings = settings }

    /// Answers that are arriving.
    var count: Int { state.withLock { $0.count } }

    /// Lets an answer in.
    ///
    /// - Parameters:
    ///   - bytes: How long its body is, as the caller says; `nil` where it does not.
    ///   - free: Bytes that the spool's file system has left.
    /// - Throws: `service.busy` when too many are arriving, `spool.full` when there is no room for it.
    func enter(bytes: Int64?, free: Int64) throws(FerryError) -> Place {
        let reserved = max(0, bytes ?? 0)
        let refusal = state.withLock { state -> FerryError? in
            if state.count >= settings.maxArriving {
                return FerryError(
                    .serviceBusy, "\(state.count) answers are arriving at once, the limit",
                    retryAfterSeconds: settings.retryAfterSeconds)
            }
            // What a caller announces may be any number.
            let room = max(0, free).subtractingReportingOverflow(state.bytes).partialValue
            if room < settings.reservedBytes || reserved > room - settings.reservedBytes {
                return FerryError(
                    .spoolFull, "the spool has no room for this answer",
                    next: "send it again later; the operator frees space in the state directory",
                    disposition: .retryAfter, retryAfterSeconds: settings.retryAfterSeconds * 12)
            }
            state.count += 1
            state.bytes += reserved
            return nil
        }
        if let refusal { throw refusal }
        return Place { [self] in
            state.withLock { state in
                state.count -= 1
                state.bytes -= reserved
            }
        }
    }
}
