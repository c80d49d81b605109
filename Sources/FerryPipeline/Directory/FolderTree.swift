import FerryCore
import Glibc

/// The folders beneath one root, walked without following links: a name never leads out of the root.
struct FolderTree: Sendable {
    /// The root's absolute path; a link there is followed, because the user named it.
    let root: String

    /// A file's folder, open, and its name in it.
    struct Place: ~Copyable {
        let folder: OwnedFile
        let name: String

        /// What stands there; `nil` for nothing.
        func status() throws(FileFailure) -> stat? {
            var raw = stat()
            if fstatat(folder.descriptor, name, &raw, AT_SYMLINK_NOFOLLOW) == 0 { return raw }
            guard errno == ENOENT else { throw FileFailure(call: "fstatat", number: errno) }
            return nil
        }

        /// Opens a regular file; links are not followed, and nothing else is opened.
        func open(_ flags: Int32) throws(FileFailure) -> OwnedFile {
            let file = try OwnedFile.open(name, in: folder, flags | O_NOFOLLOW | O_NONBLOCK)
            guard try file.status().kind == .regular else { throw FileFailure(call: "open", number: ENOTDIR) }
            return file
        }

        /// Removes the file.
        func remove() throws(FileFailure) {
            guard unlinkat(folder.descriptor, name, 0) == 0 else { throw FileFailure(call: "unlink", number: errno) }
        }
    }

    /// Walks to a path beneath the root.
    ///
    /// - Parameter makesFolders: Whether folders that are missing are made: all beneath the root, and the root itself
    ///   where the one above it is there.
    func place(_ path: String, makesFolders: Bool = false) throws(FileFailure) -> Place {
        let base = root == "/" ? "/" : root + "/"
        let parts = path.utf8.dropFirst(base.utf8.count).split(separator: UInt8(ascii: "/"))
            .map { String(decoding: Array($0), as: UTF8.self) }
        guard path.utf8.starts(with: base.utf8), let name = parts.last, !parts.contains("."), !parts.contains("..")
        else { throw FileFailure(call: "open", number: EINVAL) }
        if makesFolders, mkdir(root, 0o777) != 0, errno != EEXIST, errno != EROFS, errno != EACCES {
            throw FileFailure(call: "mkdir", number: errno)
        }
        var folder = try OwnedFile.open(root, O_RDONLY | O_DIRECTORY)
        for part in parts.dropLast() { folder = try Self.step(into: part, of: folder, makes: makesFolders) }
        return Place(folder: folder, name: name)
    }

    private static func step(
        into name: String, of folder: borrowing OwnedFile, makes: Bool
    ) throws(FileFailure) -> OwnedFile {
        if makes {
            if mkdirat(folder.descriptor, name, 0o777) == 0 {
                try folder.sync()
            } else if errno != EEXIST {
                throw FileFailure(call: "mkdir", number: errno)
            }
        }
        return try OwnedFile.open(name, in: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    }
}

extension OwnedFile {
    /// Opens a name in an open folder.
    static func open(
        _ name: String, in folder: borrowing OwnedFile, _ flags: Int32, mode: mode_t = 0o666
    ) throws(FileFailure) -> OwnedFile {
        while true {
            let descriptor = openat(folder.descriptor, name, flags | O_CLOEXEC, mode)
            if descriptor >= 0 { return OwnedFile(adopting: descriptor) }
            guard errno == EINTR else { throw FileFailure(call: "open", number: errno) }
        }
    }

    /// Writes all bytes at a place.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileFailure) {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset) + done)
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                throw FileFailure(call: "write", number: errno)
            }
        }
    }

    /// Brings the bytes to the disk and lets go of their copies in memory, so that they are read from the disk next.
    func syncAndForget() throws(FileFailure) {
        try sync()
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    }
}
