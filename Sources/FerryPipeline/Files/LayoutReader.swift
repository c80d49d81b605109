import FerryCore

/// Reads an object by its layout, from the files its extents name.
final class LayoutReader: Sendable {
    private let files: [Extent.FileRole: SpoolFile]
    let layout: ObjectLayout

    init(layout: ObjectLayout, files: [Extent.FileRole: SpoolFile]) {
        self.layout = layout
        self.files = files
    }

    /// What one of the open files is now; `nil` when this object has none of its bytes.
    func status(of role: Extent.FileRole) throws(FileFailure) -> FileStatus? { try files[role]?.status() }

    /// Reads up to `buffer.count` bytes of the object from `offset`; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FerryError) -> Int {
        let end = min(offset + Int64(buffer.count), layout.length)
        guard offset < end, let extents = layout.extents(of: offset..<end) else { return 0 }
        var filled = 0
        for extent in extents {
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + Int(extent.length)])
            try fill(part, from: extent)
            filled += part.count
        }
        return filled
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, from extent: Extent) throws(FerryError) {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = try read(rest, from: extent.file, at: extent.offset + Int64(done))
            guard count > 0 else {
                throw FerryError(.sourceChanged, "the file ends before the bytes it had when it was accepted")
            }
            done += count
        }
    }

    private func read(
        _ buffer: UnsafeMutableRawBufferPointer, from file: Extent.FileRole, at offset: Int64
    ) throws(FerryError) -> Int {
        do throws(FileFailure) {
            return try files[file]?.read(into: buffer, at: offset) ?? 0
        } catch {
            throw FerryError(.sourceUnreadable, "reading failed: \(error.text)")
        }
    }

    /// SHA-256 of the whole object in lower-case hex, read in steps. Blocks on the disk.
    func sha256() throws(FerryError) -> String { try checksum(.sha256, of: 0..<layout.length).hex }

    /// Bytes that are read and hashed at once. They fit into a processor's cache, and into what glibc's allocator takes
    /// from its heap: larger blocks come and go by pages at first, and then teach it to keep them, a set for each thread.
    private static let hashedBytes = 64 << 10

    /// A checksum over some bytes of the object, read in steps. Blocks on the disk.
    func checksum(_ algorithm: ChecksumAlgorithm, of range: Range<Int64>) throws(FerryError) -> Checksum {
        var checksum = RunningChecksum(algorithm)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.hashedBytes, alignment: 64)
        defer { buffer.deallocate() }
        var offset = range.lowerBound
        while offset < range.upperBound {
            let wanted = Int(min(Int64(buffer.count), range.upperBound - offset))
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: offset)
            guard count > 0 else { break }
            checksum.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += Int64(count)
        }
        return checksum.value()
    }
}
