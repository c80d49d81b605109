package import FerryCore
package import FerrySealing
import Glibc
import Synchronization

/// An append-only file of records. A record is durable when ``append(_:)`` returns; all who wait share a synchronization.
/// A tail that was torn by a crash is cut off when the file is opened, and damage in the middle is passed over and told.
///
/// One process at a time has it open.
package final class RecordLog: Sendable {
    /// A record and where it stands.
    package struct Entry: Sendable, Equatable {
        /// What was appended.
        package var payload: [UInt8]
        /// Where it stands.
        package var range: Range<Int64>
        /// Whether bytes before it could not be read.
        package var isBehindDamage: Bool
    }

    private struct State {
        /// Where the next record goes.
        var end: Int64
        /// Up to where everything is durable.
        var synced: Int64
        /// How often bytes that were not durable had to be given up.
        var failures = 0
    }

    private let file: SharedFile
    private let cipher: GCMCipher?
    private let lane = BlockingLane(label: "outbox", width: 1)
    private let state: Mutex<State>
    private let syncing: SharedSync

    /// Opens a log, or makes one. Blocks on the disk.
    ///
    /// - Parameter key: What new records are sealed with; `nil` writes them as they are.
    /// - Throws: `store.unavailable` when it cannot be used, or another process has it open; `spool.full`.
    package init(path: String, in directory: StateDirectory, key: SpoolKey? = nil) throws(FerryError) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        cipher = (key?.fileKey(name, salt: [])).map { GCMCipher($0) }
        do throws(FileFailure) {
            let file = SharedFile(try OwnedFile.open(path, O_RDWR | O_CREAT))
            guard flock(file.file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw FileFailure(call: "flock", number: errno)
            }
            try OwnedFile.open(directory.path, O_RDONLY | O_DIRECTORY).sync()
            let length = try file.file.status().identity.size
            let end = try RecordReader(file: file).end(length: length)
            if end < length { try file.file.truncate(to: end) }
            self.file = file
            state = Mutex(State(end: end, synced: end))
        } catch {
            throw Self.failed(error)
        }
        syncing = SharedSync { [file, lane] () async throws(FerryError) in
            try await lane.run { () throws(FerryError) in
                do throws(FileFailure) { try file.file.sync() } catch { throw Self.failed(error) }
            }
        }
    }

    /// Bytes of the log.
    package var bytes: Int64 { state.withLock { $0.end } }

    /// The most bytes of a record.
    package static let maxPayload = RecordFrame.maxPayload - SealedFormat.overhead

    /// Appends a record of at least one byte and at most ``maxPayload``.
    ///
    /// - Returns: Where it stands.
    /// - Throws: `spool.full`, `store.unavailable`. The record is not in the log then.
    package func append(_ payload: [UInt8]) async throws(FerryError) -> Range<Int64> {
        guard (1...Self.maxPayload).contains(payload.count) else {
            throw FerryError(.requestTooLarge, "a record of \(payload.count) bytes does not fit the outbox")
        }
        let record = RecordFrame.record(cipher?.seal(payload, for: 0) ?? payload, isSealed: cipher != nil)
        let (end, failures) = try await lane.run { () throws(FerryError) in try self.write(record) }
        do throws(FerryError) { try await syncing.sync() } catch {
            try? await lane.run { () throws(FerryError) in self.giveUp(after: failures) }
            throw error
        }
        return try state.withLock { state throws(FerryError) in
            // A synchronization of others failed, and the bytes behind what was durable went with it.
            guard state.failures == failures else {
                throw FerryError(.storeUnavailable, "the outbox could not be brought to the disk")
            }
            state.synced = min(max(state.synced, end), state.end)
            return end - Int64(record.count)..<end
        }
    }

    /// The first durable record at or behind a place; `nil` where none follows.
    package func entry(from offset: Int64) async throws(FerryError) -> Entry? {
        try await lane.run { () throws(FerryError) in
            let length = self.state.withLock { $0.synced }
            return try self.entry(from: offset, length: length)
        }
    }

    /// Empties the log, if no record stands behind a place, not even one that is not durable yet.
    ///
    /// - Returns: Whether it did.
    package func empty(behind place: Int64) async throws(FerryError) -> Bool {
        try await lane.run { () throws(FerryError) in
            let result: Result<Bool, FerryError> = self.state.withLock { state in
                Result { () throws(FerryError) in
                    guard state.end <= place else { return false }
                    do throws(FileFailure) {
                        try self.file.file.truncate(to: 0)
                        try self.file.file.sync()
                    } catch {
                        throw Self.failed(error)
                    }
                    state.end = 0
                    state.synced = 0
                    return true
                }
            }
            return try result.get()
        }
    }

    private func entry(from offset: Int64, length: Int64) throws(FerryError) -> Entry? {
        var offset = offset
        var isBehindDamage = false
        while true {
            switch try find(at: offset, length: length) {
            case .record(let payload, let isSealed, let next):
                return Entry(
                    payload: isSealed ? try opened(payload) : payload, range: offset..<next,
                    isBehindDamage: isBehindDamage)
            case .damage(let next): (offset, isBehindDamage) = (next, true)
            case .end: return nil
            }
        }
    }

    private func find(at offset: Int64, length: Int64) throws(FerryError) -> RecordReader.Found {
        do throws(FileFailure) { return try RecordReader(file: file).find(at: offset, length: length) } catch {
            throw Self.failed(error)
        }
    }

    /// What was sealed. A record that cannot be opened is whole, by its checksum: the key is another.
    private func opened(_ sealed: [UInt8]) throws(FerryError) -> [UInt8] {
        guard let payload = cipher?.open(sealed, for: 0) else { throw Spool.locked }
        return payload
    }

    private func write(_ record: [UInt8]) throws(FerryError) -> (end: Int64, failures: Int) {
        let result: Result<(end: Int64, failures: Int), FerryError> = state.withLock { state in
            Result { () throws(FerryError) in
                do throws(FileFailure) { try self.file.file.write(record, at: state.end) } catch {
                    try? self.file.file.truncate(to: state.end)
                    throw Self.failed(error)
                }
                state.end += Int64(record.count)
                return (state.end, state.failures)
            }
        }
        return try result.get()
    }

    /// Takes back what may not be durable; those who wait for it are told.
    private func giveUp(after failures: Int) {
        state.withLock { state in
            guard state.failures == failures else { return }
            state.failures += 1
            state.end = state.synced
            try? file.file.truncate(to: state.end)
        }
    }

    private static func failed(_ failure: FileFailure) -> FerryError {
        if failure.call == "flock" {
            return FerryError(
                .storeUnavailable, "another process has the outbox open",
                next: "stop the other service, or name another"
                    + " state directory with --state")
        }
        return failure.isFull
            ? FerryError(.spoolFull, "no space is left for the outbox (\(failure.text))", disposition: .giveUp)
            : FerryError(.storeUnavailable, "the outbox failed in \(failure.call): \(failure.text)")
    }
}
