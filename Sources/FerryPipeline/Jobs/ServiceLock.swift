public import FerryCore
import Glibc

/// The right to be the service of a state directory. The kernel drops it with the process, however it ends.
public final class ServiceLock: Sendable {
    private let file: SharedFile

    /// Takes the right.
    ///
    /// - Throws: `store.unavailable` when another process has it, or the directory cannot be written.
    public init(_ state: StateDirectory) throws(FerryError) {
        do throws(FileFailure) {
            file = SharedFile(try OwnedFile.open("\(state.path)/service.lock", O_RDWR | O_CREAT))
        } catch {
            throw FerryError(.storeUnavailable, "the state directory cannot be written: \(error.text)")
        }
        guard flock(file.file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw FerryError(
                .storeUnavailable, "another mediaferry serve works in the state directory \(state.path)",
                next: "stop that one, or name another directory with --state", disposition: .giveUp)
        }
    }
}
