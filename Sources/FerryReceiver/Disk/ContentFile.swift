#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file, closed once when the last user lets go. All calls block: use them on the disk's threads only.
final class ContentFile: Sendable {
    private let descriptor: CInt

    /// Opens a file, by default for reading.
    init(path: String, flags: CInt = O_RDONLY) throws(DiskError) {
        descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DiskError("open") }
    }

    deinit { _ = close(descriptor) }

    /// Bytes in the file.
    func size() throws(DiskError) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw DiskError("fstat") }
        return Int64(status.st_size)
    }

    /// Writes all bytes at a position.
    ///
    /// - Returns: How many bytes were written, fewer only together with an error.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> (written: Int, error: DiskError?) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                return (done, DiskError("pwrite", code: count == 0 ? ENOSPC : errno))
            }
        }
        return (done, nil)
    }

    /// Reads up to the buffer's size at a position; 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(DiskError) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw DiskError("pread") }
        }
    }

    /// Cuts the file to a length.
    func truncate(to length: Int64) throws(DiskError) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw DiskError("ftruncate") }
    }

    /// Waits until the content would survive a power cut.
    func sync() throws(DiskError) {
        #if canImport(Glibc)
            guard fdatasync(descriptor) == 0 else { throw DiskError("fdatasync") }
        #else
            guard fsync(descriptor) == 0 else { throw DiskError("fsync") }
        #endif
    }

    /// Takes the file for this process alone; `false` when another one has it. Ends with ``unlock()``, with
    /// the last use of this object, and with the process.
    func lockExclusively() throws(DiskError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw DiskError("flock") }
        return false
    }

    /// Gives up what ``lockExclusively()`` took.
    func unlock() { _ = flock(descriptor, LOCK_UN) }
}
