import FerryCore
import Glibc
import Synchronization

/// Takes a path in: a regular file in place, a data URI or anything that is no regular file through the spool.
/// Blocks on the disk.
final class FileIntake: Sendable {
    private let path: String
    private let spool: Spool
    private let options: DataURIDecoder.Options
    private let isStopped = Atomic(false)

    private static let stepBytes = 1 << 20
    /// Milliseconds after which a reader that waits for bytes looks whether it is still wanted.
    private static let lookMilliseconds: Int32 = 200

    init(path: String, spool: Spool, options: DataURIDecoder.Options) {
        self.path = path
        self.spool = spool
        self.options = options
    }

    /// Makes the reading end soon, with the error `cancelled`.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    func take(name: String, key: String) throws(FerryError) -> SourceRecord {
        // A pipe without a writer must not hold the reader here: it waits where it can be stopped.
        let file = try open(O_NONBLOCK)
        let status = try status(of: file)
        switch status.kind {
        case .directory: throw FerryError(.sourceIsDirectory, "it is a directory")
        case .other: return try spoolStream(file, name: name, key: key, kind: .stream)
        case .regular: break
        }
        guard status.identity.size > 0 else { throw FerryError(.sourceEmpty, "the file has no bytes") }
        if try looksLikeDataURI(file) { return try spoolStream(file, name: name, key: key, kind: .dataURI) }
        return try takeInPlace(file, status, name: name)
    }

    /// Takes standard input in; it is read as it is, never opened anew by a name.
    func takeStandardInput(name: String, key: String) throws(FerryError) -> SourceRecord {
        let file: OwnedFile
        do throws(FileFailure) { file = try OwnedFile.standardInput() } catch { throw unreadable(error) }
        guard try status(of: file).kind != .directory else { throw FerryError(.sourceIsDirectory, "it is a directory") }
        return try spoolStream(file, name: name, key: key, kind: .stdin)
    }

    /// Reads everything an open file gives into the spool.
    private func spoolStream(
        _ file: borrowing OwnedFile, name: String, key: String, kind: SourceRecord.Kind
    ) throws(FerryError) -> SourceRecord {
        let sink = try SpoolSink(
            spool: spool, key: key, options: options, content: kind == .dataURI ? .dataURI : .unknown)
        try eachStep(of: file) { step throws(FerryError) in try sink.append(step) }
        return try sink.finish().record(name: name, key: key, kind: kind, mediaType: nil)
    }

    private func takeInPlace(
        _ file: borrowing OwnedFile, _ status: FileStatus, name: String
    ) throws(FerryError) -> SourceRecord {
        guard status.identity.size <= options.maxDecodedBytes else {
            throw FerryError(
                .sourceTooLarge, "the file has \(status.identity.size) bytes, the limit is \(options.maxDecodedBytes)")
        }
        var hash = RunningSHA256()
        var bytes: Int64 = 0
        try eachStep(of: file) { step throws(FerryError) in
            hash.update(step)
            bytes += Int64(step.count)
        }
        let after = try self.status(of: file)
        guard after.identity == status.identity, bytes == status.identity.size else {
            throw FerryError(.sourceChanged, "the file changed while it was read")
        }
        return SourceRecord(
            name: name, kind: .file, path: absolutePath(), spoolKey: nil, identity: status.identity,
            mediaType: "application/octet-stream", bytes: bytes, sha256: hash.hex())
    }

    private func eachStep(
        of file: borrowing OwnedFile, _ body: (UnsafeRawBufferPointer) throws(FerryError) -> Void
    ) throws(FerryError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.stepBytes, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count: Int
            try waitForBytes(of: file)
            do throws(FileFailure) { count = try file.read(into: buffer) } catch {
                // Another reader of the same pipe was faster.
                if error.number == EAGAIN { continue }
                throw unreadable(error)
            }
            guard count > 0 else { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Waits until reading would not block, or the reader is stopped.
    private func waitForBytes(of file: borrowing OwnedFile) throws(FerryError) {
        var wanted = pollfd(fd: file.descriptor, events: Int16(POLLIN), revents: 0)
        repeat {
            guard !isStopped.load(ordering: .relaxed) else { throw Intake.stopped }
        } while poll(&wanted, 1, Self.lookMilliseconds) == 0
    }

    private func looksLikeDataURI(_ file: borrowing OwnedFile) throws(FerryError) -> Bool {
        var prefix = [UInt8](repeating: 0, count: 64)
        let result: Result<Int, FileFailure> = prefix.withUnsafeMutableBytes { buffer in
            Result { () throws(FileFailure) in try file.read(into: buffer, at: 0) }
        }
        switch result {
        case .success(let count): return DataURIDecoder.looksLikeDataURI(prefix: prefix[..<count])
        case .failure(let failure): throw unreadable(failure)
        }
    }

    private func open(_ flags: Int32) throws(FerryError) -> OwnedFile {
        do throws(FileFailure) { return try OwnedFile.open(path, O_RDONLY | flags) } catch { throw unreadable(error) }
    }

    private func status(of file: borrowing OwnedFile) throws(FerryError) -> FileStatus {
        do throws(FileFailure) { return try file.status() } catch { throw unreadable(error) }
    }

    private func unreadable(_ failure: FileFailure) -> FerryError {
        switch failure.number {
        case ENOENT, ENOTDIR: FerryError(.sourceNotFound, "there is no such file")
        case EISDIR: FerryError(.sourceIsDirectory, "it is a directory")
        default: FerryError(.sourceUnreadable, "it cannot be read: \(failure.text)")
        }
    }

    private func absolutePath() -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
