import FerryCore
import Glibc

/// One open file, closed once.
struct OwnedFile: ~Copyable, Sendable {
    /// The descriptor, valid for the life of this value.
    let descriptor: Int32

    /// Takes a descriptor that nobody else closes.
    init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit { _ = close(descriptor) }

    /// Opens a path; `errno` as the error.
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(FileFailure) -> OwnedFile {
        while true {
            let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
            if descriptor >= 0 { return OwnedFile(adopting: descriptor) }
            guard errno == EINTR else { throw FileFailure(call: "open", number: errno) }
        }
    }

    /// Standard input from where it stands, under a descriptor of its own.
    static func standardInput() throws(FileFailure) -> OwnedFile {
        let descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { throw FileFailure(call: "dup", number: errno) }
        return OwnedFile(adopting: descriptor)
    }

    /// What the file is now.
    func status() throws(FileFailure) -> FileStatus {
        var raw = stat()
        guard fstat(descriptor, &raw) == 0 else { throw FileFailure(call: "fstat", number: errno) }
        return FileStatus(raw)
    }

    /// Reads the next bytes of a stream or file; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileFailure) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw FileFailure(call: "read", number: errno) }
        }
    }

    /// Reads bytes at a place of a regular file; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileFailure) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw FileFailure(call: "pread", number: errno) }
        }
    }

    /// Appends all bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw FileFailure(call: "write", number: errno)
            }
        }
    }

    /// Writes all bytes at a place.
    func write(_ bytes: [UInt8], at offset: Int64) throws(FileFailure) {
        let result: Result<Void, FileFailure> = bytes.withUnsafeBytes { bytes in
            Result { () throws(FileFailure) in try write(bytes, at: offset) }
        }
        try result.get()
    }

    /// Cuts the file, or makes it longer with zeros.
    func truncate(to length: Int64) throws(FileFailure) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw FileFailure(call: "ftruncate", number: errno) }
    }

    /// Asks the system to begin to write what is new behind a place, and does not wait for it.
    ///
    /// Linux begins to write what is dirty in a range that is said not to be needed soon, and keeps in memory what is being
    /// written; elsewhere this may do nothing. It promises nothing, so a failure means nothing.
    func beginWriteback(from offset: Int64) {
        _ = posix_fadvise(descriptor, off_t(offset), 0, POSIX_FADV_DONTNEED)
    }

    /// Brings the bytes to the disk.
    func sync() throws(FileFailure) {
        guard fsync(descriptor) == 0 else { throw FileFailure(call: "fsync", number: errno) }
    }
}

/// A file call that failed.
struct FileFailure: Error, Equatable {
    var call: String
    var number: Int32

    /// The system's text for it.
    var text: String { number == EBADMSG ? "a sealed file is not what was written" : String(cString: strerror(number)) }
    /// Whether no space is left.
    var isFull: Bool { number == ENOSPC || number == EDQUOT || number == EFBIG }
}

/// What a file is.
struct FileStatus: Sendable, Equatable {
    var identity: FileIdentity
    /// When its bytes or its status were last changed, in nanoseconds since the epoch. Nobody can set it back, unlike the
    /// modification time.
    var changedNanoseconds: Int64
    var kind: Kind

    enum Kind {
        case regular
        case directory
        case other
    }

    init(_ raw: stat) {
        identity = FileIdentity(
            device: UInt64(raw.st_dev), inode: UInt64(raw.st_ino), size: Int64(raw.st_size),
            modifiedNanoseconds: Int64(raw.st_mtim.tv_sec) * 1_000_000_000 + Int64(raw.st_mtim.tv_nsec))
        changedNanoseconds = Int64(raw.st_ctim.tv_sec) * 1_000_000_000 + Int64(raw.st_ctim.tv_nsec)
        kind =
            switch raw.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            default: .other
            }
    }

    /// What a path names now, links followed; `nil` when it names nothing that can be seen.
    static func of(path: String) -> FileStatus? {
        var raw = stat()
        return stat(path, &raw) == 0 ? FileStatus(raw) : nil
    }
}

/// An open file that several values read; closed with the last of them.
final class SharedFile: Sendable {
    let file: OwnedFile

    init(_ file: consuming OwnedFile) { self.file = file }
}
