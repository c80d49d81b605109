import Synchronization

/// A draft of RUFH, by its interoperability version.
enum RufhVersion: Int64, Sendable {
    /// draft-ietf-httpbis-resumable-upload-04 and -05.
    case v6 = 6
    /// -09 and later.
    case v8 = 8
}

/// Which version is spoken with one server: the newest until the server shows that it knows only the older one.
///
/// The one thing a RUFH dialect remembers. It changes the text of requests, never what is asked for.
final class RufhAgreement: Sendable {
    private struct State {
        var version = RufhVersion.v8
        var isSettled = false
    }

    private let state = Mutex(State())

    /// The version of the next request.
    var version: RufhVersion { state.withLock { $0.version } }

    /// A server that answered with `version` speaks it.
    func settle(_ version: RufhVersion) {
        state.withLock { state in
            state.version = version
            state.isSettled = true
        }
    }

    /// The server refused a request for a reason that may be its version.
    ///
    /// - Returns: Whether an older version is left to try.
    func stepDown() -> Bool {
        state.withLock { state in
            guard state.version == .v8, !state.isSettled else { return false }
            state.version = .v6
            state.isSettled = true
            return true
        }
    }
}
