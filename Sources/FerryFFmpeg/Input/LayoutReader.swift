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
    /// The file's text, where it is sealed.
    private let sealed: SealedFile?
    private let extents: [Extent]
    /// Where each extent starts in the object.
    private let starts: [Int64]
    /// Bytes of the object.
    let length: Int64
    private let isCancelled: @Sendable () -> Bool
    /// The ranges of the object that the demuxer sees, one behind the other.
    private var view: [Range<Int64>]
    /// The reader that counts for this one, which shows it another recording of the same object.
    private var owner: LayoutReader?
    /// How the object is read.
    var plan: ReadingPlan?
    /// Bytes of the object that no demuxer could read.
    var unreadElsewhere: Int64 = 0
    private var position: Int64 = 0
    /// Bytes read so far, counted as often as they were read.
    private(set) var bytesRead: Int64 = 0
    /// The first `errno` of a read that failed.
    private(set) var failure: Int32 = 0
    /// The first byte of the object that the file should hold and does not.
    private(set) var missingFrom: Int64?

    /// - Parameter cipher: Of a sealed file; `nil` for one that stands there as it is.
    convenience init(
        fileDescriptor: Int32, layout: ObjectLayout, cipher: (any ChunkCipher)? = nil,
        isCancelled: @escaping @Sendable () -> Bool
    ) {
        let sealed = cipher.map { SealedFile(DescriptorFile(descriptor: fileDescriptor), cipher: $0) }
        self.init(fileDescriptor: fileDescriptor, sealed: sealed, layout: layout, isCancelled: isCancelled)
    }

    private init(
        fileDescriptor: Int32, sealed: SealedFile?, layout: ObjectLayout, isCancelled: @escaping @Sendable () -> Bool
    ) {
        self.fileDescriptor = fileDescriptor
        self.sealed = sealed
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
        view = [0..<end]
    }

    /// Shows the demuxer only these ranges of the object.
    func show(_ ranges: [Range<Int64>]) { view = ranges }

    /// Another reader of the same object for another recording in it; what it reads and misses is noted here too.
    func sibling(showing ranges: [Range<Int64>]) -> LayoutReader {
        let reader = LayoutReader(
            fileDescriptor: fileDescriptor, sealed: sealed, layout: ObjectLayout(closed: extents),
            isCancelled: isCancelled)
        reader.view = ranges
        reader.owner = self
        return reader
    }

    /// Bytes that the demuxer sees.
    var viewLength: Int64 { view.reduce(0) { $0 + Int64($1.count) } }

    /// The byte of the object behind the last that the demuxer sees.
    var end: Int64 { view.last?.upperBound ?? length }

    /// Where in the object a byte that the demuxer sees lies, and how many bytes follow it there.
    private func place(inView position: Int64) -> (offset: Int64, room: Int64)? {
        var start: Int64 = 0
        for range in view {
            if position < start + Int64(range.count) {
                return (range.lowerBound + position - start, start + Int64(range.count) - position)
            }
            start += Int64(range.count)
        }
        return nil
    }

    /// The byte of the object behind the last one before a byte that the demuxer sees.
    func objectPosition(inView position: Int64) -> Int64 {
        place(inView: position)?.offset ?? view.last?.upperBound ?? length
    }

    /// Looks whether a regular file still holds all bytes of the layout, and notes where it ends when it does not.
    func lookForEnd() {
        var status = stat()
        guard fstat(fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        let size = sealed == nil ? Int64(status.st_size) : SealedFormat.textBytes(file: Int64(status.st_size))
        for (start, extent) in zip(starts, extents) where extent.end > size {
            missingFrom = missingFrom ?? start + max(0, size - extent.offset)
        }
    }

    /// Whether the work was called off.
    var isStopped: Bool { isCancelled() }

    /// Reads from the current position; returns the number of bytes, or FFmpeg's code for end, stop or failure.
    func read(into bytes: UnsafeMutablePointer<UInt8>, count: Int32) -> Int32 {
        if isStopped { return ferry_error_exit }
        guard count > 0, let place = place(inView: position) else { return ferry_error_eof }
        let got = read(at: place.offset, into: bytes, count: Int(min(Int64(count), place.room)))
        if got < 0 {
            owner?.failure = failure
            return ferry_error_io
        }
        if got == 0 {
            missingFrom = missingFrom ?? place.offset
            owner?.missingFrom = missingFrom
            return ferry_error_eof
        }
        position += Int64(got)
        bytesRead += Int64(got)
        owner?.bytesRead += Int64(got)
        return Int32(got)
    }

    /// Moves the position as `lseek` does; `AVSEEK_SIZE` asks for the length.
    func seek(to offset: Int64, whence: Int32) -> Int64 {
        let target: Int64
        switch whence & ~AVSEEK_FORCE {
        case AVSEEK_SIZE: return viewLength
        case SEEK_SET: target = offset
        case SEEK_CUR: target = position.addingReportingOverflow(offset).partialValue
        case SEEK_END: target = viewLength.addingReportingOverflow(offset).partialValue
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
        let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: room)
        do throws(FileFault) { return try read(into: buffer, inFileAt: extents[index].offset + inside) } catch {
            if failure == 0 { failure = error.number }
            return -1
        }
    }
}

extension LayoutReader {
    private func read(
        into buffer: UnsafeMutableRawBufferPointer, inFileAt place: Int64
    ) throws(FileFault) -> Int {
        guard let sealed else {
            return try DescriptorFile(descriptor: fileDescriptor).read(into: buffer, at: place)
        }
        return try sealed.read(into: buffer, at: place)
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
