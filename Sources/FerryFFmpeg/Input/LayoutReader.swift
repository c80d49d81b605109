import CFerryFFmpeg
import FerryCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads the bytes of an object from the extents of one file, at any place, for FFmpeg's byte streams.
///
/// A class because C keeps a pointer to it; it lives on one thread, with the demuxer that it feeds.
final class LayoutReader {
    private let fileDescriptor: Int32
    private let extents: [Extent]
    /// Where each extent starts in the object.
    private let starts: [Int64]
    /// Bytes of the object.
    let length: Int64
    private let isCancelled: @Sendable () -> Bool
    private var position: Int64 = 0
    /// Bytes read so far, counted as often as they were read.
    private(set) var bytesRead: Int64 = 0
    /// The first `errno` of a read that failed.
    private(set) var failure: Int32 = 0
    /// The first byte of the object that the file should hold and does not.
    private(set) var missingFrom: Int64?

    init(fileDescriptor: Int32, layout: ObjectLayout, isCancelled: @escaping @Sendable () -> Bool) {
        self.fileDescriptor = fileDescriptor
        self.extents = layout.extents
        self.isCancelled = isCancelled
        var starts: [Int64] = []
        var end: Int64 = 0
        for extent in layout.extents {
            starts.append(end)
            end += extent.length
        }
        self.starts = starts
        self.length = end
    }

    /// Looks whether a regular file still holds all bytes of the layout, and notes where it ends when it does not.
    func lookForEnd() {
        var status = stat()
        guard fstat(fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        for (start, extent) in zip(starts, extents) where extent.end > Int64(status.st_size) {
            missingFrom = missingFrom ?? start + max(0, Int64(status.st_size) - extent.offset)
        }
    }

    /// Whether the work was called off.
    var isStopped: Bool { isCancelled() }

    /// Reads from the current position; returns the number of bytes, or FFmpeg's code for end, stop or failure.
    func read(into bytes: UnsafeMutablePointer<UInt8>, count: Int32) -> Int32 {
        if isStopped { return ferry_error_exit }
        guard position < length, count > 0 else { return ferry_error_eof }
        let got = read(at: position, into: bytes, count: Int(count))
        if got < 0 { return ferry_error_io }
        if got == 0 {
            missingFrom = missingFrom ?? position
            return ferry_error_eof
        }
        position += Int64(got)
        bytesRead += Int64(got)
        return Int32(got)
    }

    /// Moves the position as `lseek` does; `AVSEEK_SIZE` asks for the length.
    func seek(to offset: Int64, whence: Int32) -> Int64 {
        let target: Int64
        switch whence & ~AVSEEK_FORCE {
        case AVSEEK_SIZE: return length
        case SEEK_SET: target = offset
        case SEEK_CUR: target = position.addingReportingOverflow(offset).partialValue
        case SEEK_END: target = length.addingReportingOverflow(offset).partialValue
        default: return Int64(ferry_error_invalid_argument)
        }
        guard target >= 0 else { return Int64(ferry_error_invalid_argument) }
        position = target
        return target
    }

    /// Reads bytes of the object at a place without moving the position; fewer at the end of an extent, -1 on failure.
    func read(at place: Int64, into bytes: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
        guard let index = starts.lastIndex(where: { $0 <= place }) else { return 0 }
        let inside = place - starts[index]
        let room = Int(min(Int64(count), extents[index].length - inside))
        guard room > 0 else { return 0 }
        while true {
            let got = pread(fileDescriptor, bytes, room, off_t(extents[index].offset + inside))
            if got >= 0 { return got }
            if errno == EINTR { continue }
            if failure == 0 { failure = errno }
            return -1
        }
    }
}

/// FFmpeg's read callback; the owner outlives the stream it serves.
func layoutRead(_ owner: UnsafeMutableRawPointer?, _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int32) -> Int32 {
    guard let owner, let bytes else { return ferry_error_invalid_argument }
    return Unmanaged<LayoutReader>.fromOpaque(owner).takeUnretainedValue().read(into: bytes, count: count)
}

/// FFmpeg's seek callback for reading.
func layoutSeek(_ owner: UnsafeMutableRawPointer?, _ offset: Int64, _ whence: Int32) -> Int64 {
    guard let owner else { return Int64(ferry_error_invalid_argument) }
    return Unmanaged<LayoutReader>.fromOpaque(owner).takeUnretainedValue().seek(to: offset, whence: whence)
}

/// FFmpeg's question whether to stop.
func layoutInterrupt(_ owner: UnsafeMutableRawPointer?) -> Int32 {
    guard let owner else { return 0 }
    return Unmanaged<LayoutReader>.fromOpaque(owner).takeUnretainedValue().isStopped ? 1 : 0
}
