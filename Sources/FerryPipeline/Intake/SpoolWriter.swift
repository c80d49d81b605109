public import FerryCore
import Synchronization

/// Writes the bytes of one job into the spool, in pieces of any size; a data URI is decoded on the way. Memory is
/// constant. Until this is gone no sweep removes the file.
public final class SpoolWriter: SpoolItem {
    /// Bytes that are gathered before they are written, so that small pieces cost no call of the system each.
    private static let gathered = 64 * 1024

    /// The spool's key of the file.
    public let key: String
    private let spool: Spool
    private let sink: SpoolSink
    private let entry: IntakesUnderWay.Entry
    private let small = Mutex<[UInt8]>([])

    init(spool: Spool, key: String, maxBytes: Int64, content: SpoolSink.Content) throws(FerryError) {
        self.spool = spool
        self.key = key
        entry = IntakesUnderWay.Entry(path: spool.directory.spool(key))
        sink = try SpoolSink(
            spool: spool, key: key, options: .init(maxDecodedBytes: maxBytes), content: content)
    }

    /// Bytes that are held in memory between two calls.
    public var heldBytes: Int { small.withLock { $0.capacity } + sink.heldBytes }

    /// Takes the next bytes. Blocks on the disk.
    ///
    /// - Throws: `dataURI.*`, `source.tooLarge`, `spool.full`, `store.unavailable`.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(FerryError) {
        let result: Result<Void, FerryError> = small.withLock { small in
            Result { () throws(FerryError) in
                if small.count + bytes.count > Self.gathered { try flush(&small) }
                guard bytes.count < Self.gathered else { return try sink.append(bytes) }
                if small.capacity < Self.gathered { small.reserveCapacity(Self.gathered) }
                small.append(contentsOf: bytes)
            }
        }
        try result.get()
    }

    /// Ends the file; it is durable only after ``HandOffSpool/sync(_:)``. Blocks on the disk.
    ///
    /// - Throws: `source.empty`, `dataURI.*`, `source.tooLarge`, `spool.full`, `store.unavailable`.
    public func end() throws(FerryError) -> SpooledBytes {
        let result: Result<Void, FerryError> = small.withLock { small in
            Result { () throws(FerryError) in
                try flush(&small)
                small = []
            }
        }
        try result.get()
        let taken = try sink.end()
        return SpooledBytes(key: key, bytes: taken.bytes, sha256: taken.sha256, dataURIType: taken.head?.essence)
    }

    /// Brings its bytes to the disk; its name is not there before ``HandOffSpool/syncNames()``. Blocks.
    ///
    /// - Throws: `spool.full`, `store.unavailable`.
    public func sync() throws(FerryError) { try sink.sync() }

    /// Removes the file.
    public func discard() { spool.remove(key) }

    private func flush(_ small: inout [UInt8]) throws(FerryError) {
        guard !small.isEmpty else { return }
        let result: Result<Void, FerryError> = small.withUnsafeBytes { bytes in
            Result { () throws(FerryError) in try sink.append(bytes) }
        }
        small.removeAll(keepingCapacity: true)
        try result.get()
    }
}
