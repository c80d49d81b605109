import FerryCore
import HTTPTypes
import Synchronization

/// All uploads: the ledger, the folder and the locks, kept in step.
///
/// Every change of a record goes to disk and to the ledger under one `commit` lock, taken on disk threads only.
final class UploadStore: Sendable {
    let folder: UploadFolder
    let pool: DiskPool
    /// What a RUFH client is told; the largest object holds for all.
    let limits: RufhLimits
    let expireSeconds: Double
    let clock: @Sendable () -> Timestamp
    let ledger: Mutex<UploadLedger>
    let opened = Mutex<[UploadID: OpenUpload]>([:])
    let commit = Mutex<Void>(())

    /// Uploads found on disk whose record cannot be read.
    let unreadable: [UploadID]

    /// Opens the directory and takes over what is in it. Blocks.
    init(configuration: ReceiverConfiguration, pool: DiskPool, clock: @escaping @Sendable () -> Timestamp) throws {
        folder = try UploadFolder(root: configuration.root)
        self.pool = pool
        self.clock = clock
        limits = RufhLimits(
            maxBytes: configuration.maxUploadBytes, maxAppendBytes: configuration.maxAppendBytes,
            minAppendBytes: configuration.minAppendBytes)
        expireSeconds = configuration.expireSeconds
        var ledger = UploadLedger(maxUploads: configuration.maxUploads, expireSeconds: configuration.expireSeconds)
        let inventory = try folder.inventory(expireSeconds: configuration.expireSeconds)
        unreadable = inventory.unreadable
        let losers = ledger.adopt(inventory.records) + ledger.sweep(now: clock()) { _ in false }
        self.ledger = Mutex(ledger)
        for id in losers { folder.remove(id) }
    }

    /// Largest object in bytes.
    var maxBytes: Int64 { limits.maxBytes }

    /// The record of an upload that requests may see.
    ///
    /// - Parameter origin: The protocol that asks; an unfinished upload belongs to the one that created it.
    func visible(_ id: UploadID, origin: StoredUpload.Origin) throws(ReceiverRefusal) -> StoredUpload {
        let record = try visible(id)
        guard record.origin == origin else { throw .unknownUpload }
        return record
    }

    /// The record of an upload that requests may see.
    func visible(_ id: UploadID) throws(ReceiverRefusal) -> StoredUpload {
        let now = clock()
        let outcome = ledger.withLock { ledger -> Result<StoredUpload, ReceiverRefusal> in
            do throws(ReceiverRefusal) { return .success(try ledger.visible(id, now: now)) } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    /// The finished object of a plain PUT's name.
    func named(_ name: String) throws(ReceiverRefusal) -> StoredUpload {
        guard let record = ledger.withLock({ $0.finished(UploadDraft.key(ofName: name)) }) else {
            throw ReceiverRefusal(.notFound, "no object of this name")
        }
        return record
    }

    /// As ``lease(_:stop:)``, for the protocol that created the upload.
    func lease(
        _ id: UploadID, origin: StoredUpload.Origin, stop: @escaping @Sendable () -> Void
    ) async throws(ReceiverRefusal) -> UploadLease? {
        _ = try visible(id, origin: origin)
        return try await lease(id, stop: stop)
    }

    /// Waits for the right to change an unfinished upload; an earlier writer is asked to stop and to save what it has.
    ///
    /// - Returns: `nil` when the upload is finished and nothing is left to be changed.
    func lease(_ id: UploadID, stop: @escaping @Sendable () -> Void) async throws(ReceiverRefusal) -> UploadLease? {
        guard let upload = try open(id) else { return nil }
        let ticket = try await upload.lock.acquire(stop: stop)
        do {
            let record = try await settle(upload, try visible(id))
            if !record.complete { return UploadLease(upload: upload, ticket: ticket, record: record) }
            upload.lock.release(ticket)
            return nil
        } catch {
            upload.lock.release(ticket)
            throw error
        }
    }

    private func open(_ id: UploadID) throws(ReceiverRefusal) -> OpenUpload? {
        let record = try visible(id)
        guard !record.complete else { return nil }
        let now = clock()
        return opened.withLock { opened in
            if let upload = opened[id] { return upload }
            let upload = OpenUpload(id: id, written: record.offset, now: now)
            opened[id] = upload
            return upload
        }
    }

    /// Closes an upload whose last byte came before a crash; hashes in the background what a restart left unhashed.
    private func settle(_ upload: OpenUpload, _ record: StoredUpload) async throws(ReceiverRefusal) -> StoredUpload {
        if record.isFull { return try await finish(record, digest: upload.digest).record }
        if upload.digest.wantsCatchUp() {
            pool.start { [folder] in
                guard let file = try? folder.open(upload.id) else { return }
                try? upload.digest.catchUp(from: file)
            }
        }
        return record
    }

    /// Runs blocking work on a disk thread; failures of the disk become refusals.
    func onDisk<Success: Sendable>(_ work: @escaping @Sendable () throws -> Success) async throws(ReceiverRefusal)
        -> Success
    {
        do { return try await pool.run(work) } catch {
            throw switch error {
            case let refusal as ReceiverRefusal: refusal
            case let failure as DiskError: failure.refusal
            case is CancellationError: .stopping
            default: ReceiverRefusal(.internalServerError, "the receiver failed to keep its record")
            }
        }
    }
}
