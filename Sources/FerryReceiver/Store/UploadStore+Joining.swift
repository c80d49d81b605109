import Synchronization

extension UploadStore {
    /// Bytes of the object that partial uploads make; `nil` when they are gone and the object they made is there already.
    ///
    /// Throws 404 for an upload that is gone, 400 for one that is no whole partial upload, and 413 for too large a sum.
    func joinedBytes(_ concatenation: Concatenation, key: String?) throws(ReceiverRefusal) -> Int64? {
        if made(concatenation, key: key) != nil { return nil }
        var total: Int64 = 0
        for id in concatenation.parts {
            total += try part(id).offset
            guard total <= maxBytes else { throw .tooLarge(limit: maxBytes) }
        }
        return total
    }

    /// The object that was made of the same partial uploads for the same job, which took them with it.
    private func made(_ concatenation: Concatenation?, key: String?) -> StoredUpload? {
        ledger.withLock { $0.finished(key) }.flatMap { $0.concatenation == concatenation ? $0 : nil }
    }

    private func part(_ id: UploadID) throws(ReceiverRefusal) -> StoredUpload {
        let record = try visible(id)
        guard record.concatenation?.role == .partial else { throw .malformed("\(id) is no partial upload") }
        guard record.bytes == record.offset else { throw .malformed("the partial upload \(id) is not finished") }
        return record
    }

    /// Makes an object of partial uploads, which stay until they expire or their job is finished.
    func join(_ record: StoredUpload) async throws(ReceiverRefusal) -> StoredUpload {
        do {
            let digest = RunningDigest(written: 0)
            var joined = record
            for id in record.concatenation?.parts ?? [] {
                joined.offset = try await append(part(id), to: record.id, at: joined.offset, digest)
            }
            return try await finish(joined, digest: digest).record
        } catch {
            try? await remove(record.id)
            guard let made = made(record.concatenation, key: record.key) else { throw error }
            return made
        }
    }

    /// Copies a partial upload, block by block, so that other work has its turn on the disk's threads.
    private func append(
        _ part: StoredUpload, to id: UploadID, at start: Int64, _ digest: RunningDigest
    ) async throws(ReceiverRefusal) -> Int64 {
        let (source, target) = try await onDisk { [folder] in
            (try folder.openForReading(part.id), try folder.open(id))
        }
        var copied: Int64 = 0
        while copied < part.offset {
            let (from, wanted) = (copied, Int(min(Int64(BodyWriter.blockBytes), part.offset - copied)))
            copied += try await onDisk {
                try Self.copy(from: source, at: from, to: target, at: start + from, wanted, digest)
            }
        }
        return start + copied
    }

    private static func copy(
        from source: ContentFile, at from: Int64, to target: ContentFile, at to: Int64, _ count: Int,
        _ digest: RunningDigest
    ) throws -> Int64 {
        var block = [UInt8](repeating: 0, count: count)
        let read = try block.withUnsafeMutableBytes { try source.read(into: $0, at: from) }
        guard read > 0 else { throw DiskError("pread", code: 0) }
        try block.withUnsafeBytes { bytes in
            let bytes = UnsafeRawBufferPointer(rebasing: bytes[..<read])
            if let error = target.write(bytes, at: to).error { throw error }
            digest.append(bytes, at: to)
        }
        return Int64(read)
    }
}
