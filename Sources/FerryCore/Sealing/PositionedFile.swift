/// The port of an open file that is read and written at places.
public protocol PositionedFile: Sendable {
    /// Reads bytes; fewer where the file ends, 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer, at place: Int64) throws(FileFault) -> Int
    /// Writes all bytes.
    func write(_ bytes: UnsafeRawBufferPointer, at place: Int64) throws(FileFault)
    /// Bytes of the file.
    func length() throws(FileFault) -> Int64
}

/// Why a file could not be read or written.
public enum FileFault: Error, Sendable, Equatable {
    /// A call of the system failed with this `errno`.
    case system(call: String, number: Int32)
    /// A sealed chunk is not what was sealed: it was changed, or moved, or the key is another.
    case damaged
}
