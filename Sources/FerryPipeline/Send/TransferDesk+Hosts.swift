import FerryCore
import HTTPTypes
import Synchronization

extension TransferDesk {
    /// Waits until a request's host takes part. A wait is told, written down and given back as a state; it costs the
    /// file none of its retries.
    func hostPass(for head: HTTPRequest) async throws(FerryError) -> Result<HostPass, UploadFailure> {
        let (began, before) = (clock.now(), tracker.job.state)
        let pause = Mutex<HostPause?>(nil)
        let result: Result<HostPass, UploadFailure>
        do throws(UploadFailure) {
            result = .success(
                try await link.pass(for: head) { told in
                    pause.withLock { $0 = told }
                    paused(told)
                })
        } catch {
            result = .failure(error)
        }
        guard let pause = pause.withLock({ $0 }) else { return result }
        try note(.paused(seconds: clock.now().seconds(since: began)))
        if case .success = result {
            if tracker.job.state != before, tracker.job.state.mayBecome(before) { tracker.become(before) }
            tracker.emit(
                .decision(.init(what: "retry", from: "paused", to: "sending", reason: "trying \(pause.host) again")))
        }
        return result
    }

    /// Tells that a request waits for its host.
    func paused(_ pause: HostPause) {
        if tracker.job.state.mayBecome(.retrying) { tracker.become(.retrying) }
        let cause = pause.cause.map { ", first by \($0.rawValue)" } ?? ""
        tracker.emit(
            .decision(
                .init(
                    what: "retry", from: "sending", to: "paused",
                    reason: "\(pause.host) failed \(pause.failures) times in a row\(cause)")))
    }
}
