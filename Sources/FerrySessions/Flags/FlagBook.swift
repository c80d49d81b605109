package import FerryCore
import Synchronization

/// The switches as they are now.
package final class FlagBook: Sendable {
    private let state: Mutex<ServiceFlags>

    /// Begins with these.
    package init(_ flags: ServiceFlags) { state = Mutex(flags) }

    /// The switches.
    package var flags: ServiceFlags { state.withLock { $0 } }

    /// Changes them; what throws changes nothing.
    package func change(_ body: (inout ServiceFlags) throws(FerryError) -> Void) throws(FerryError) {
        let result: Result<Void, FerryError> = state.withLock { flags in
            var changed = flags
            do throws(FerryError) { try body(&changed) } catch { return .failure(error) }
            flags = changed
            return .success(())
        }
        try result.get()
    }
}
