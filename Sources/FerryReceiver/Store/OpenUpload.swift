import FerryCore
import Synchronization

/// What the process knows of an unfinished upload beyond its record: who writes, and the hash so far.
final class OpenUpload: Sendable {
    let id: UploadID
    let lock = UploadLock()
    let digest: RunningDigest
    private let lastSync: Mutex<Timestamp>

    init(id: UploadID, written: Int64, now: Timestamp) {
        self.id = id
        digest = RunningDigest(written: written)
        lastSync = Mutex(now)
    }

    /// Whether the content has not been made durable for `interval` seconds; the caller must do so then.
    func isSyncDue(at now: Timestamp, interval: Double) -> Bool {
        lastSync.withLock { last in
            guard now.seconds(since: last) >= interval else { return false }
            last = now
            return true
        }
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
