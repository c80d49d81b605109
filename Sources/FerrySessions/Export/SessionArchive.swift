import FerryCore
import FerryPipeline

/// A session as a tar archive, made while it is read: `session.json`, and under `media/` what was delivered
/// of all its answers, also of those whose place was taken, or the bytes
/// as they were handed in where it was not. Memory is one piece.
///
/// Media that can no longer be had is named in `missing.txt`; what is in the archive is proven to be what was delivered.
public struct SessionArchive: AsyncSequence, Sendable {
    /// The bytes of one piece.
    public typealias Element = [UInt8]

    /// A file of the archive.
    enum Entry: Sendable {
        case document(name: String, [UInt8])
        case media(name: String, JobRecord)
    }

    let entries: [Entry]
    let pipeline: JobPipeline
    let time: Timestamp

    /// Begins to write.
    public func makeAsyncIterator() -> Iterator { Iterator(archive: self) }

    /// Writes piece by piece.
    public struct Iterator: AsyncIteratorProtocol {
        static let pieceBytes = 64 * 1024

        let archive: SessionArchive
        private var place = 0
        private var open: (bytes: ObjectBytes, offset: Int64)?
        private var missing: [String] = []
        private var isEnded = false

        init(archive: SessionArchive) { self.archive = archive }

        /// The next piece, or `nil` at the end.
        public mutating func next() async throws -> [UInt8]? {
            if let open { return try await piece(of: open.bytes, at: open.offset) }
            guard place < archive.entries.count else { return end() }
            let entry = archive.entries[place]
            place += 1
            switch entry {
            case .document(let name, let bytes): return file(name, bytes)
            case .media(let name, let job): return try await begin(name, job)
            }
        }

        private mutating func begin(_ name: String, _ job: JobRecord) async throws -> [UInt8]? {
            do throws(FerryError) {
                let bytes = try await archive.bytes(of: job)
                open = (bytes, 0)
                return TarBlock.header(name, length: bytes.length, modifiedAt: archive.time)
            } catch {
                missing.append("\(name): \(error.message) [\(error.code)]")
                return try await next()
            }
        }

        private mutating func piece(of bytes: ObjectBytes, at offset: Int64) async throws -> [UInt8]? {
            guard offset < bytes.length else {
                open = nil
                let padding = TarBlock.padding(after: bytes.length)
                if padding.isEmpty { return try await next() }
                return padding
            }
            let piece = try await bytes.bytes(at: offset, count: Self.pieceBytes)
            guard !piece.isEmpty else {
                throw FerryError(.sourceChanged, "the media became shorter while it was read")
            }
            open = (bytes, offset + Int64(piece.count))
            return piece
        }

        private mutating func end() -> [UInt8]? {
            guard !isEnded else { return nil }
            isEnded = true
            let note = missing.joined(separator: "\n")
            return (missing.isEmpty ? [] : file("missing.txt", Array("\(note)\n".utf8))) + TarBlock.end
        }

        private func file(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
            let length = Int64(bytes.count)
            return TarBlock.header(name, length: length, modifiedAt: archive.time) + bytes
                + TarBlock.padding(after: length)
        }
    }

    private func bytes(of job: JobRecord) async throws(FerryError) -> ObjectBytes {
        if let receipt = job.deliveredReceipt { return try await pipeline.fetch(receipt) }
        return try await pipeline.asset(of: job)
    }
}
