import Dispatch
package import FerryCore

/// Runs blocking calls on threads of its own, so that the cooperative pool stays free. At most `width` run at once;
/// the others wait in order.
package final class BlockingLane: Sendable {
    private let admission: DispatchQueue
    private let workers: DispatchQueue
    private let places: DispatchSemaphore

    package init(label: String, width: Int) {
        admission = DispatchQueue(label: "mediaferry.\(label).admission")
        workers = DispatchQueue(label: "mediaferry.\(label)", attributes: .concurrent)
        places = DispatchSemaphore(value: width)
    }

    /// Runs `work` and hands its result or error over.
    package func run<Success: Sendable>(
        _ work: @escaping @Sendable () throws(FerryError) -> Success
    ) async throws(FerryError) -> Success {
        let result: Result<Success, FerryError> = await withCheckedContinuation { continuation in
            admission.async { [workers, places] in
                places.wait()
                workers.async {
                    defer { places.signal() }
                    do throws(FerryError) {
                        continuation.resume(returning: .success(try work()))
                    } catch {
                        continuation.resume(returning: .failure(error))
                    }
                }
            }
        }
        return try result.get()
    }
}
