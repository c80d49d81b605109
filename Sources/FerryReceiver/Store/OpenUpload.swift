/// What the process knows of an unfinished upload beyond its record: who writes, and the hash so far.
final class OpenUpload: Sendable {
    let id: UploadID
    let lock = UploadLock()
    let digest: RunningDigest

    init(id: UploadID, written: Int64) {
        self.id = id
        digest = RunningDigest(written: written)
    }
}

/// The right to change one upload; given back exactly once with ``release()``.
struct UploadLease: Sendable {
    let upload: OpenUpload
    let ticket: UploadLock.Ticket
    /// The upload as it stood when the lease was granted.
    var record: StoredUpload

    func release() { upload.lock.release(ticket) }
}
