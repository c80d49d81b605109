import CFerryFFmpeg
import FerryCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes a rendition's bytes with positioned writes, for FFmpeg's byte streams.
///
/// A class because C keeps a pointer to it; it lives on one thread, with the muxer that it serves.
final class OutputWriter {
    let fileDescriptor: Int32
    /// Of a sealed file; `nil` for one that takes the bytes as they are.
    let cipher: (any ChunkCipher)?
    private let sealed: SealedFile?
    private let maxBytes: Int64
    private var position: Int64 = 0
    /// Bytes of the file so far.
    private(set) var length: Int64 = 0
    /// Writes so far.
    private(set) var writes = 0
    /// The first `errno` of a write that failed.
    private(set) var failure: Int32 = 0
    /// Whether a write was refused because it would have passed the limit.
    private(set) var passedLimit = false

    init(fileDescriptor: Int32, maxBytes: Int64, cipher: (any ChunkCipher)? = nil) {
        self.fileDescriptor = fileDescriptor
        self.cipher = cipher
        sealed = cipher.map { SealedFile(DescriptorFile(descriptor: fileDescriptor), cipher: $0) }
        self.maxBytes = maxBytes
    }

    /// Writes all bytes at the current position; returns their number or FFmpeg's code for a failure.
    func write(_ bytes: UnsafePointer<UInt8>, count: Int32) -> Int32 {
        guard position + Int64(count) <= maxBytes else {
            passedLimit = true
            return ferry_error_io
        }
        let buffer = UnsafeRawBufferPointer(start: bytes, count: Int(count))
        do throws(FileFault) { try write(buffer) } catch {
            if failure == 0 { failure = error.number }
            return ferry_error_io
        }
        writes += 1
        position += Int64(count)
        length = max(length, position)
        return count
    }

    /// Puts everything into the file; returns 0 or FFmpeg's code for a failure.
    func flush() -> Int32 {
        do throws(FileFault) {
            try sealed?.flush()
            return 0
        } catch {
            if failure == 0 { failure = error.number }
            return ferry_error_io
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(FileFault) {
        guard let sealed else {
            return try DescriptorFile(descriptor: fileDescriptor).write(bytes, at: position)
        }
        try sealed.write(bytes, at: position)
    }

    /// Moves the position as `lseek` does; `AVSEEK_SIZE` asks for the length.
    func seek(to offset: Int64, whence: Int32) -> Int64 {
        let target: Int64
        switch whence & ~AVSEEK_FORCE {
        case AVSEEK_SIZE: return length
        case SEEK_SET: target = offset
        case SEEK_CUR: target = position + offset
        case SEEK_END: target = length + offset
        default: return Int64(ferry_error_invalid_argument)
        }
        guard target >= 0 else { return Int64(ferry_error_invalid_argument) }
        position = target
        return target
    }
}

/// FFmpeg's write callback; the owner outlives the stream it serves.
func outputWrite(_ owner: UnsafeMutableRawPointer?, _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int32) -> Int32 {
    guard let owner, let bytes else { return ferry_error_invalid_argument }
    return Unmanaged<OutputWriter>.fromOpaque(owner).takeUnretainedValue().write(bytes, count: count)
}

/// FFmpeg's seek callback for writing.
func outputSeek(_ owner: UnsafeMutableRawPointer?, _ offset: Int64, _ whence: Int32) -> Int64 {
    guard let owner else { return Int64(ferry_error_invalid_argument) }
    return Unmanaged<OutputWriter>.fromOpaque(owner).takeUnretainedValue().seek(to: offset, whence: whence)
}
