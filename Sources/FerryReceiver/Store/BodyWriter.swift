import NIOCore

/// Carries a request's body to an upload's content: gathers what the network gives, writes and hashes it in blocks on a
/// disk thread, and says truthfully how far it came whatever ended it.
struct BodyWriter {
    /// Bytes gathered before a disk thread is asked; also what one connection holds in memory, beside its socket buffers.
    static let blockBytes = 1 << 20

    let store: UploadStore
    let id: UploadID
    let file: ContentFile
    let digest: RunningDigest
    /// Where the body begins.
    let start: Int64
    /// The first byte that must not be written.
    let limit: Int64
    /// What the body must hash to.
    var expected: BodyDigest?

    /// How a body ended.
    enum Ending {
        case whole
        /// The connection ended or the writer was asked to stop; what arrived is kept, unless it came with its hash.
        case cut
        /// More bytes than the limit; the content was cut back to where the body began.
        case overflow
        /// The body is not what its hash says; the content was cut back to where the body began.
        case mismatch
        case failed(DiskError)
    }

    /// How far a body came.
    private struct Progress {
        var offset: Int64
        var hasher: BodyDigest.Hasher?
        var ending: Ending?
    }

    /// Writes the body and tells its client of bytes that are kept.
    ///
    /// - Returns: Where the content ends now, and how the body ended.
    func write(_ exchange: inout Exchange) async -> (offset: Int64, ending: Ending) {
        let mark = digest.mark()
        if let error = await begin() { return (start, .failed(error)) }
        var progress = Progress(offset: start, hasher: expected?.makeHasher())
        while progress.ending == nil { await step(&progress, &exchange) }
        let ending = verdict(on: progress)
        guard keeps(ending) else { return (await rewind(to: mark), ending) }
        await end()
        return (progress.offset, ending)
    }

    /// Whether what was written stays.
    private func keeps(_ ending: Ending) -> Bool {
        switch ending {
        case .whole: true
        case .cut, .failed: expected == nil
        case .overflow, .mismatch: false
        }
    }

    private func verdict(on progress: Progress) -> Ending {
        guard let expected, let hasher = progress.hasher, case .whole? = progress.ending else {
            return progress.ending ?? .cut
        }
        return expected.matches(hasher) ? .whole : .mismatch
    }

    private func step(_ progress: inout Progress, _ exchange: inout Exchange) async {
        let block = await gather(&exchange.body)
        guard progress.offset + Int64(block.count) <= limit else {
            progress.ending = .overflow
            return
        }
        let (offset, hasher, error) = await flush(block.buffers, progress)
        progress.offset = offset
        progress.hasher = hasher
        store.advance(id, to: offset)
        if let error {
            progress.ending = .failed(error)
        } else if block.isCut {
            progress.ending = .cut
        } else if block.isLast {
            progress.ending = .whole
        } else if expected == nil {
            await exchange.acknowledge(offset)
        }
    }

    private struct Block {
        var buffers: [ByteBuffer] = []
        var count = 0
        var isLast = false
        var isCut = false
    }

    private func gather(_ body: inout RequestBodyReader) async -> Block {
        var block = Block()
        do {
            while block.count < Self.blockBytes {
                guard let buffer = try await body.next() else {
                    block.isLast = true
                    break
                }
                block.count += buffer.readableBytes
                block.buffers.append(buffer)
            }
        } catch {
            block.isCut = true
        }
        return block
    }

    private func flush(
        _ buffers: [ByteBuffer], _ progress: Progress
    ) async -> (offset: Int64, hasher: BodyDigest.Hasher?, error: DiskError?) {
        let (start, before) = (progress.offset, progress.hasher)
        guard !buffers.isEmpty else { return (start, before, nil) }
        do {
            return try await store.pool.run { [file, digest] in
                var offset = start
                var hasher = before
                for buffer in buffers {
                    let error = buffer.withUnsafeReadableBytes { bytes -> DiskError? in
                        let (written, error) = file.write(bytes, at: offset)
                        digest.append(UnsafeRawBufferPointer(rebasing: bytes[..<written]), at: offset)
                        hasher?.update(bytes)
                        offset += Int64(written)
                        return error
                    }
                    if let error { return (offset, hasher, error) }
                }
                return (offset, hasher, nil)
            }
        } catch {
            return (start, before, error as? DiskError ?? DiskError("write", code: 0))
        }
    }

    /// Before the first byte: one that comes with its hash does not count until the hash was compared.
    private func begin() async -> DiskError? {
        guard expected != nil else { return nil }
        do {
            try await store.pool.run { [store, id, start] in try store.folder.markUnchecked(id, from: start) }
            return nil
        } catch {
            return error as? DiskError ?? DiskError("open", code: 0)
        }
    }

    private func end() async {
        guard expected != nil else { return }
        try? await store.pool.run { [store, id] in store.folder.clearUnchecked(id) }
    }

    private func rewind(to mark: RunningDigest.Mark) async -> Int64 {
        store.advance(id, to: start)
        try? await store.pool.run { [store, id, file, digest, start, expected] in
            digest.restore(mark)
            try file.truncate(to: start)
            if expected != nil { store.folder.clearUnchecked(id) }
        }
        return start
    }
}
