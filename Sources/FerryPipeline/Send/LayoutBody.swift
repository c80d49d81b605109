import FerryCore

/// The body of one request: a range of an object, read from disk while it is sent.
///
/// An asset that is read in place is looked at before the first and before the last byte of every body: a source that
/// changed breaks the request off and is named as such.
struct LayoutBody: HTTPBodySource {
    let reader: LayoutReader
    let range: Range<Int64>
    let guardian: SourceGuard?

    var length: Int64 { range.upperBound - range.lowerBound }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FerryError) -> Int {
        let start = range.lowerBound + offset
        let count = Int(min(Int64(buffer.count), range.upperBound - start))
        guard count > 0 else { return 0 }
        if offset == 0 { try guardian?.check() }
        let read = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), at: start)
        if start + Int64(read) >= range.upperBound { try guardian?.check() }
        return read
    }
}

/// Watches a file that is read in place.
struct SourceGuard: Sendable {
    let path: String
    let identity: FileIdentity
    let reader: LayoutReader

    /// - Throws: `source.changed` when the open file or the path is not what was accepted.
    func check() throws(FerryError) {
        let now: FileIdentity?
        do throws(FileFailure) { now = try reader.assetIdentity() } catch {
            throw FerryError(.sourceUnreadable, "it cannot be looked at: \(error.text)")
        }
        if let now, now != identity { throw Self.changed("its content changed while it was being sent") }
        guard let named = FileStatus.of(path: path)?.identity else {
            throw Self.changed("it was removed while it was being sent")
        }
        if named != identity { throw Self.changed("it was replaced or changed while it was being sent") }
    }

    private static func changed(_ message: String) -> FerryError { FerryError(.sourceChanged, message) }
}
