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

    /// How a body ended.
    enum Ending {
        case whole
        /// The connection ended or the writer was asked to stop; what arrived is kept.
        case cut
        /// More bytes than the limit; the content was cut back to where the body began.
        case overflow
        case failed(DiskError)
    }

    /// Writes the body.
    ///
    /// - Returns: Where the content ends now, and how the body ended.
    func write(_ body: inout RequestBodyReader) async -> (offset: Int64, ending: Ending) {
        let mark = digest.mark()
        var offset = start
        var ending = Ending.whole
        while case .whole = ending {
            let block = await gather(&body)
            if offset + Int64(block.count) > limit { return (await rewind(to: mark), .overflow) }
            let outcome = await flush(block.buffers, at: offset)
            offset = outcome.offset
            store.advance(id, to: offset)
            if let error = outcome.error {
                ending = .failed(error)
            } else if block.isCut {
                ending = .cut
            } else if block.isLast {
                break
            }
        }
        return (offset, ending)
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

    private func flush(_ buffers: [ByteBuffer], at offset: Int64) async -> (offset: Int64, error: DiskError?) {
        guard !buffers.isEmpty else { return (offset, nil) }
        do {
            return try await store.pool.run { [file, digest] in
                var offset = offset
                for buffer in buffers {
                    let error = buffer.withUnsafeReadableBytes { bytes -> DiskError? in
                        let (written, error) = file.write(bytes, at: offset)
                        digest.append(UnsafeRawBufferPointer(rebasing: bytes[..<written]), at: offset)
                        offset += Int64(written)
                        return error
                    }
                    if let error { return (offset, error) }
                }
                return (offset, nil)
            }
        } catch {
            return (offset, error as? DiskError ?? DiskError("write", code: 0))
        }
    }

    private func rewind(to mark: RunningDigest.Mark) async -> Int64 {
        store.advance(id, to: start)
        try? await store.pool.run { [file, digest, start] in
            digest.restore(mark)
            try file.truncate(to: start)
        }
        return start
    }
}
