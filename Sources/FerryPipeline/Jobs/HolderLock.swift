import FerryCore
import Glibc

/// The name of this process as a holder of leases, and a locked file that says it is alive.
///
/// The kernel drops the lock with the process, however it ends, so that others need not wait for the lease.
final class HolderLock: Sendable {
    /// The name, unique for the life of the process.
    let name: String
    private let directory: StateDirectory
    private let file: SharedFile

    init(directory: StateDirectory, name: String) throws(FerryError) {
        self.name = name
        self.directory = directory
        // The file gets its name when it is locked already, so that nobody who sweeps can find it unlocked.
        let unnamed = directory.holder(name) + ".new"
        do throws(FileFailure) {
            file = SharedFile(try OwnedFile.open(unnamed, O_RDWR | O_CREAT | O_EXCL))
            guard flock(file.file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw FileFailure(call: "flock", number: errno)
            }
            guard rename(unnamed, directory.holder(name)) == 0 else {
                throw FileFailure(call: "rename", number: errno)
            }
        } catch {
            _ = unlink(unnamed)
            throw FerryError(.storeUnavailable, "the state directory cannot be written: \(error.text)")
        }
    }

    deinit { retire() }

    /// Takes the file away. Nothing may be leased in this name any more.
    func retire() { _ = unlink(directory.holder(name)) }

    /// Whether the process of that name is still there.
    func isAlive(_ other: String) -> Bool { other == name || Self.isAlive(other, in: directory) }

    /// Whether the process of that name, not this one, is still there; the lock of a dead one is taken away.
    static func isAlive(_ other: String, in directory: StateDirectory) -> Bool {
        guard let file = try? OwnedFile.open(directory.holder(other), O_RDWR) else { return false }
        // Shared, so that two who ask at once do not take each other for the holder.
        guard flock(file.descriptor, LOCK_SH | LOCK_NB) == 0 else { return true }
        _ = unlink(directory.holder(other))
        return false
    }
}
