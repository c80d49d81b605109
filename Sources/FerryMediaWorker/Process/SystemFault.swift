import FerryCore
import Glibc

/// A system call that failed while a media worker was set up.
struct SystemFault: Sendable, Equatable {
    /// The call.
    var call: String
    /// Its `errno`.
    var number: Int32

    /// Notes the `errno` of the call that has just failed.
    init(_ call: String, number: Int32 = errno) {
        self.call = call
        self.number = number
    }

    /// The same as an error of the media worker.
    var error: FerryError {
        FerryError(
            .mediaWorkerCrashed,
            "the media worker cannot be started: \(call) failed (\(String(cString: strerror(number))))",
            next: "free descriptors, processes or memory and try again", disposition: .retry)
    }
}
