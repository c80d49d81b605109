import Synchronization

extension UploadStore {
    /// Seconds of progress that a power cut may take from an unfinished upload.
    static let syncInterval = 2.0

    /// Admits an upload and makes its place on disk; forgets expired ones on the way.
    ///
    /// An upload is on disk with its record before this returns. What comes in one request has no record until it is
    /// whole, so that a crash leaves nothing of it.
    func create(_ draft: UploadDraft) async throws(ReceiverRefusal) -> UploadLedger.Admission {
        try await onDisk { [self] in
            try commit.withLock { _ in
                sweep()
                var random = SystemRandomNumberGenerator()
                let id = UploadID(using: &random)
                let admission = try admit(draft, id: id)
                guard case .created(let record) = admission else { return admission }
                do {
                    try folder.create(id)
                    if !record.isOneRequest { try folder.write(record, isNew: true) }
                } catch {
                    discard([id])
                    throw error
                }
                return admission
            }
        }
    }

    private func admit(_ draft: UploadDraft, id: UploadID) throws(ReceiverRefusal) -> UploadLedger.Admission {
        let now = clock()
        let outcome = ledger.withLock { ledger -> Result<UploadLedger.Admission, ReceiverRefusal> in
            do throws(ReceiverRefusal) { return .success(try ledger.admit(draft, id: id, now: now)) } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private func sweep() {
        let now = clock()
        let busy = opened.withLock { opened in Set(opened.values.filter { $0.lock.isHeld }.map(\.id)) }
        discard(ledger.withLock { $0.sweep(now: now, isBusy: busy.contains) })
    }

    /// Removes uploads that the ledger gave up, and asks whoever writes to them to stop. Blocks; `commit` is held.
    private func discard(_ ids: [UploadID]) {
        for id in ids {
            ledger.withLock { $0.remove(id) }
            let upload = opened.withLock { $0.removeValue(forKey: id) }
            upload?.lock.revoke()
            folder.remove(id)
        }
    }

    /// Removes an upload; the caller holds its lease or it is finished.
    func remove(_ id: UploadID) async throws(ReceiverRefusal) {
        try await onDisk { [self] in commit.withLock { _ in discard([id]) } }
    }

    /// Notes in memory how far an upload has come, and that it is alive.
    func advance(_ id: UploadID, to offset: Int64) {
        let now = clock()
        _ = ledger.withLock { $0.advance(id, to: offset, now: now) }
    }

    /// Notes what was received, after which it may be acknowledged.
    ///
    /// An acknowledged byte is in the file and survives the death of the process. It is made to survive a power cut when
    /// the upload is finished, when a connection breaks, and else at most every ``syncInterval``: an upload may lose that
    /// much of its progress, and the client finds the lower offset when it asks.
    ///
    /// - Parameter isLast: Whether nothing more is expected soon.
    /// - Returns: The record; throws 410 when the upload was discarded meanwhile.
    func keep(
        _ upload: OpenUpload, _ file: ContentFile, isLast: Bool
    ) async throws(ReceiverRefusal) -> StoredUpload {
        guard let record = ledger.withLock({ $0.records[upload.id] }) else { throw ReceiverRefusal.discarded }
        guard !record.isFull, upload.isSyncDue(at: clock(), interval: Self.syncInterval) || isLast else {
            return record
        }
        try await onDisk { try file.sync() }
        return try await save(upload.id)
    }

    /// Writes an upload's record.
    ///
    /// - Returns: The record; throws 410 when the upload was discarded meanwhile.
    func save(_ id: UploadID) async throws(ReceiverRefusal) -> StoredUpload {
        try await onDisk { [self] in
            try commit.withLock { _ in
                guard let record = ledger.withLock({ $0.records[id] }) else { throw ReceiverRefusal.discarded }
                try folder.write(record)
                return record
            }
        }
    }

    /// Writes down the length that a client had deferred.
    func declare(_ length: Int64, for id: UploadID) async throws(ReceiverRefusal) {
        _ = ledger.withLock { $0.declare(length, for: id) }
        _ = try await save(id)
    }

    /// Closes an upload whose content is whole: content durable, then the record, then the uploads it replaces go.
    ///
    /// An object that is not the one its client promised is discarded; the join of partial uploads that was made twice at
    /// the same time keeps the object that was there first.
    ///
    /// - Parameter record: The upload with the final offset.
    /// - Returns: The finished record, and whether it took the place of a finished one.
    func finish(
        _ record: StoredUpload, digest: RunningDigest
    ) async throws(ReceiverRefusal) -> (record: StoredUpload, replaced: Bool) {
        try await onDisk { [self] in
            let file = try folder.open(record.id)
            try file.sync()
            let sha256 = try digest.finish(from: file)
            return try commit.withLock { _ in try close(record, sha256: sha256) }
        }
    }

    private func close(_ record: StoredUpload, sha256: String) throws -> (record: StoredUpload, replaced: Bool) {
        if let expected = record.expectedSHA256, expected != sha256 {
            discard([record.id])
            throw ReceiverRefusal.objectMismatch
        }
        let earlier = ledger.withLock { $0.finished(record.key) }
        if let earlier, record.concatenation != nil, earlier.concatenation == record.concatenation {
            discard([record.id])
            return (earlier, false)
        }
        let closing = ledger.withLock { $0.finishing(record.id, bytes: record.offset, sha256: sha256) }
        guard let closing else { throw ReceiverRefusal.discarded }
        try folder.write(closing, isNew: closing.isOneRequest)
        discard(ledger.withLock { $0.finish(closing) })
        _ = opened.withLock { $0.removeValue(forKey: closing.id) }
        return (closing, earlier != nil)
    }
}
