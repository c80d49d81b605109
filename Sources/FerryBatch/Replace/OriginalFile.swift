import FerryCore
import Glibc

/// A recording that is to be replaced, open as it was when its turn came. Blocks on the disk.
struct OriginalFile: ~Copyable {
    let path: String
    /// The descriptor, for the life of this value.
    let descriptor: Int32
    private let status: stat

    /// Opens a recording that may be replaced.
    ///
    /// - Throws: `source.notFound`, `source.unreadable`; and `source.unreadable` with the disposition `giveUp` for what is
    ///   never replaced: links, and files with more than one name.
    init(path: String) throws(FerryError) {
        let opened = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard opened >= 0 else { throw Self.unreadable() }
        do throws(FerryError) { status = try Self.replaceable(opened) } catch {
            close(opened)
            throw error
        }
        self.path = path
        descriptor = opened
    }

    private static func replaceable(_ descriptor: Int32) throws(FerryError) -> stat {
        var found = stat()
        guard fstat(descriptor, &found) == 0 else { throw unreadable() }
        guard found.st_mode & S_IFMT == S_IFREG else { throw refusal("it is no regular file") }
        guard found.st_nlink == 1 else { throw refusal("it has \(found.st_nlink) names (hard links)") }
        return found
    }

    private static func unreadable(_ number: Int32 = errno) -> FerryError {
        guard number != ELOOP else { return refusal("it is a symbolic link") }
        return FerryError(
            number == ENOENT ? .sourceNotFound : .sourceUnreadable,
            "it cannot be read: \(String(cString: strerror(number)))", disposition: .retry)
    }

    deinit { close(descriptor) }

    /// Bytes.
    var bytes: Int64 { Int64(status.st_size) }

    /// Whether the path still names this file in this version, with one name.
    func check() throws(FerryError) {
        var now = stat()
        guard lstat(path, &now) == 0, now.st_dev == status.st_dev, now.st_ino == status.st_ino,
            now.st_size == status.st_size, now.st_nlink == 1, now.st_mtim.tv_sec == status.st_mtim.tv_sec,
            now.st_mtim.tv_nsec == status.st_mtim.tv_nsec
        else {
            throw FerryError(
                .sourceChanged, "it changed while its rendition was made", next: "run the same command again")
        }
    }

    /// Gives another file this one's owner, mode and times, in the order that keeps the mode's bits.
    func lend(to other: Int32) throws(FerryError) {
        var now = stat()
        guard fstat(other, &now) == 0 else { throw Self.failure("fstat") }
        if now.st_uid != status.st_uid || now.st_gid != status.st_gid {
            guard fchown(other, status.st_uid, status.st_gid) == 0 else { throw Self.failure("fchown") }
        }
        guard fchmod(other, status.st_mode & 0o7777) == 0 else { throw Self.failure("fchmod") }
        var times = [status.st_atim, status.st_mtim]
        guard futimens(other, &times) == 0 else { throw Self.failure("futimens") }
    }

    static func failure(_ call: String, _ number: Int32 = errno) -> FerryError {
        let isFull = number == ENOSPC || number == EDQUOT
        return FerryError(
            isFull ? .spoolFull : .sourceUnreadable,
            "its place cannot be written (\(call)): \(String(cString: strerror(number)))",
            next: isFull ? "free space there, then run the same command again" : "check the permissions of its folder")
    }

    private static func refusal(_ reason: String) -> FerryError {
        FerryError(
            .sourceUnreadable, "\(reason), and is never replaced", next: "leave it out with --exclude",
            disposition: .giveUp)
    }
}
