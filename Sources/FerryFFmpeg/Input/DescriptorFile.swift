import FerryCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file lent as a descriptor, for whoever lays something over it.
struct DescriptorFile: PositionedFile {
    let descriptor: Int32

    func read(into buffer: UnsafeMutableRawBufferPointer, at place: Int64) throws(FileFault) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(place))
            if count >= 0 { return count }
            guard errno == EINTR else { throw .system(call: "pread", number: errno) }
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at place: Int64) throws(FileFault) {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(place) + off_t(done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system(call: "pwrite", number: count < 0 ? errno : EIO) }
            done += count
        }
    }

    func length() throws(FileFault) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(call: "fstat", number: errno) }
        return Int64(status.st_size)
    }
}

extension FileFault {
    /// The `errno` that says it.
    var number: Int32 {
        switch self {
        case .system(_, let number): number
        case .damaged: EBADMSG
        }
    }
}
