import FerryCore
import Glibc

/// The right to open the store of a directory, one process and one caller at a time, so that a new database is made
/// and an old one brought up to date once. The kernel takes it back when the process dies.
struct OpeningLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock of a directory, or `nil` while another has it.
    init?(directory: String) throws(FerryError) {
        let descriptor = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(directory) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let number = errno
            _ = Glibc.close(descriptor)
            guard number == EWOULDBLOCK || number == EINTR else { throw Self.failure(directory, number) }
            return nil
        }
        self.descriptor = descriptor
    }

    deinit { _ = Glibc.close(descriptor) }

    private static func failure(_ directory: String, _ number: Int32 = errno) -> FerryError {
        FerryError(
            .storeUnavailable, "the directory \(directory) cannot be locked: \(String(cString: strerror(number)))",
            disposition: .giveUp)
    }
}
