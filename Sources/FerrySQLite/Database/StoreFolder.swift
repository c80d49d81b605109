import FerryCore
import Glibc

/// The directory that keeps what must survive a restart, closed to other users.
struct StoreFolder {
    /// Its path.
    let path: String

    private static let directoryMode: mode_t = 0o700
    private static let fileMode: mode_t = 0o600

    /// Makes the directory and an empty file where they are missing, durably. Blocks.
    func prepare(file: String) throws(FerryError) {
        try make(path)
        try makeFile(file)
        sync(path)
    }

    /// Makes a directory and those above it that are missing; those that exist keep their mode.
    private func make(_ directory: String) throws(FerryError) {
        guard mkdir(directory, Self.directoryMode) != 0 else { return sync(Self.parent(of: directory)) }
        switch errno {
        case EEXIST:
            var status = stat()
            guard stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw unusable("there is something else of this name", directory)
            }
        case ENOENT where Self.parent(of: directory) != directory:
            try make(Self.parent(of: directory))
            guard mkdir(directory, Self.directoryMode) == 0 || errno == EEXIST else { throw failure(directory) }
            sync(Self.parent(of: directory))
        default: throw failure(directory)
        }
    }

    /// Makes the file before SQLite does, so that no moment shows it to others; SQLite gives its log the same mode.
    ///
    /// It is never opened here: closing any descriptor of a database takes away the locks that this process holds on it.
    private func makeFile(_ file: String) throws(FerryError) {
        if mknod(file, S_IFREG | Self.fileMode, 0) == 0 { return }
        guard errno == EEXIST else { throw failure(file) }
        // A file of another user keeps its mode; whether it can be used is SQLite's to say.
        _ = chmod(file, Self.fileMode)
    }

    /// Puts the names in a directory on disk; a file system that cannot sync directories keeps them by itself.
    private func sync(_ directory: String) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        _ = close(descriptor)
    }

    private func failure(_ path: String) -> FerryError {
        let number = errno
        let reason = String(cString: strerror(number))
        guard number != ENOSPC, number != EDQUOT else {
            return FerryError(.spoolFull, "no space is left to make \(path)")
        }
        return unusable(reason, path)
    }

    private func unusable(_ reason: String, _ path: String) -> FerryError {
        FerryError(.storeUnavailable, "\(path) cannot be made: \(reason)", disposition: .giveUp)
    }

    /// The directory above, by the text of the path alone.
    static func parent(of path: String) -> String {
        var parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard !parts.isEmpty else { return path.hasPrefix("/") ? "/" : "." }
        parts.removeLast()
        let above = parts.joined(separator: "/")
        if path.hasPrefix("/") { return "/" + above }
        return above.isEmpty ? "." : above
    }
}
