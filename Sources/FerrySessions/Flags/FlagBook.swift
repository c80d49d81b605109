import FerryCore
import Synchronization

/// The switches as they are now.
final class FlagBook: Sendable {
    private let state: Mutex<ServiceFlags>

    init(_ flags: ServiceFlags) { state = Mutex(flags) }

    /// The switches.
    var flags: ServiceFlags { state.withLock { $0 } }

    /// Changes them; what throws changes nothing.
    func change(_ body: (inout ServiceFlags) throws(FerryError) -> Void) throws(FerryError) {
        let result: Result<Void, FerryError> = state.withLock { flags in
            var changed = flags
            do throws(FerryError) { try body(&changed) } catch { return .failure(error) }
            flags = changed
            return .success(())
        }
        try result.get()
    }
}
