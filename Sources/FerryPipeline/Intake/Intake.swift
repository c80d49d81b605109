import FerryCore
import Glibc

/// Makes a durable asset of a source: regular files are hashed in place, everything else goes to the spool.
struct Intake: Sendable {
    let spool: Spool
    let lane: BlockingLane
    let options: DataURIDecoder.Options

    /// Takes a source in.
    ///
    /// - Parameters:
    ///   - source: What was handed in.
    ///   - key: The spool key for bytes that are not read in place.
    /// - Throws: ``FerryError`` that names the source; nothing is left in the spool then.
    func take(_ source: FerrySource, key: String) async throws(FerryError) -> SourceRecord {
        do throws(FerryError) {
            switch source.content {
            case .file(let path): return try await takeFile(path, source, key)
            case .dataURI(let text): return try await takeText(text, source, key)
            case .standardInput: return try await takeStandardInput(source, key)
            case .stream(let stream): return try await takeStream(stream, source, key)
            case .pieces(let pieces): return try await PieceIntake(intake: self).take(pieces, key: key)
            }
        } catch {
            spool.remove(key)
            throw error.named(source.label)
        }
    }

    private func takeFile(_ path: String, _ source: FerrySource, _ key: String) async throws(FerryError) -> SourceRecord
    {
        let reader = FileIntake(path: path, spool: spool, options: options)
        return try await reading(reader) { () throws(FerryError) in try reader.take(name: source.name, key: key) }
    }

    private func takeStandardInput(_ source: FerrySource, _ key: String) async throws(FerryError) -> SourceRecord {
        let reader = FileIntake(path: "-", spool: spool, options: options)
        return try await reading(reader) { () throws(FerryError) in
            try reader.takeStandardInput(name: source.name, key: key)
        }
    }

    /// Reads on the lane until it is done or the task is cancelled.
    private func reading(
        _ reader: FileIntake, _ body: @escaping @Sendable () throws(FerryError) -> SourceRecord
    ) async throws(FerryError) -> SourceRecord {
        let result: Result<SourceRecord, FerryError> = await withTaskCancellationHandler {
            do throws(FerryError) { return .success(try await lane.run(body)) } catch { return .failure(error) }
        } onCancel: {
            reader.stop()
        }
        return try result.get()
    }

    private func takeText(_ text: String, _ source: FerrySource, _ key: String) async throws(FerryError) -> SourceRecord
    {
        let (spool, options) = (spool, options)
        return try await lane.run { () throws(FerryError) in
            let sink = try SpoolSink(spool: spool, key: key, options: options, content: .dataURI)
            var text = text
            let result: Result<Void, FerryError> = text.withUTF8 { utf8 in
                Result { () throws(FerryError) in try sink.append(UnsafeRawBufferPointer(utf8)) }
            }
            try result.get()
            return try sink.finish().record(name: source.name, key: key, kind: .dataURI, mediaType: nil)
        }
    }

    private func takeStream(
        _ stream: ByteStream, _ source: FerrySource, _ key: String
    ) async throws(FerryError) -> SourceRecord {
        let (spool, options) = (spool, options)
        let sink = try await lane.run { () throws(FerryError) in
            try SpoolSink(spool: spool, key: key, options: options, content: .unknown)
        }
        let next = stream.begin()
        while let piece = try await Self.piece(next) {
            try await lane.run { () throws(FerryError) in
                let result: Result<Void, FerryError> = piece.withUnsafeBytes { bytes in
                    Result { () throws(FerryError) in try sink.append(bytes) }
                }
                try result.get()
            }
        }
        // A sequence that ends because its reader was cancelled has not ended: AsyncStream does so without an error.
        guard !Task.isCancelled else { throw Self.stopped }
        return try await lane.run { () throws(FerryError) in
            try sink.finish().record(name: source.name, key: key, kind: .stream, mediaType: source.mediaType)
        }
    }

    static let stopped = FerryError(.cancelled, "stopped by request")

    private static func piece(_ next: () async throws -> [UInt8]?) async throws(FerryError) -> [UInt8]? {
        do {
            return try await next()
        } catch let error as FerryError {
            throw error
        } catch is CancellationError {
            throw Self.stopped
        } catch {
            throw FerryError(.sourceUnreadable, "the stream failed: \(error)")
        }
    }
}

extension SpoolSink.Taken {
    /// The source record of bytes in the spool. A data URI is one whatever it came by.
    func record(name: String, key: String, kind: SourceRecord.Kind, mediaType: String?) -> SourceRecord {
        SourceRecord(
            name: name, kind: head == nil ? kind : .dataURI, path: nil, spoolKey: key, identity: nil,
            mediaType: head?.essence ?? mediaType ?? "application/octet-stream", bytes: bytes, sha256: sha256)
    }
}
