import FerryCore

/// Which uploads there are, as a value: it admits, follows, finishes and forgets them and names what must leave the disk.
///
/// At most one *finished* upload exists for a key. A key is the name of a plain PUT or the hash of a client's `ferryJob`
/// and token. Creating an upload for a job that is finished with the same declared length answers with the finished one, so a client
/// that lost a reply finds its object. Unfinished uploads of one key may stand beside each other (their bytes are never
/// mixed, two encodes of one job need not be equal); the first that finishes discards the others, and a later one of
/// another length takes the place of the finished one.
struct UploadLedger: Sendable {
    /// How many expired IDs are remembered, to answer 410 instead of 404.
    static let maxRemembered = 1024

    private(set) var records: [UploadID: StoredUpload] = [:]
    private(set) var finishedByKey: [String: UploadID] = [:]
    private var expired: [UploadID] = []
    private var lastGeneration: Int64 = 0
    let maxUploads: Int
    let expireSeconds: Double

    init(maxUploads: Int, expireSeconds: Double) {
        self.maxUploads = maxUploads
        self.expireSeconds = expireSeconds
    }

    /// What a creation led to.
    enum Admission: Equatable {
        case created(StoredUpload)
        /// The job's object is there already.
        case existing(StoredUpload)
    }

    /// Admits a new upload under `id`, unless the job is finished or there are too many.
    mutating func admit(_ draft: UploadDraft, id: UploadID, now: Timestamp) throws(ReceiverRefusal) -> Admission {
        if let found = finished(draft.key), draft.isSatisfied(by: found) { return .existing(found) }
        guard records.count < maxUploads else { throw .tooMany(limit: maxUploads) }
        var record = StoredUpload(
            id: id, bytes: draft.bytes, offset: 0, complete: false, sha256: nil, filename: draft.filename,
            mediaType: draft.mediaType, createdAt: now, origin: draft.origin, metadata: draft.metadata, key: draft.key,
            generation: nextGeneration(), expiresAt: nil, concatenation: draft.concatenation,
            expectedSHA256: draft.expectedSHA256, owner: draft.owner)
        if !record.isOneRequest { record.expiresAt = now.advanced(bySeconds: expireSeconds) }
        records[id] = record
        return .created(record)
    }

    /// The finished object of a key.
    func finished(_ key: String?) -> StoredUpload? { key.flatMap { finishedByKey[$0] }.flatMap { records[$0] } }

    /// The record of an upload that requests may see.
    func visible(_ id: UploadID, now: Timestamp) throws(ReceiverRefusal) -> StoredUpload {
        guard let record = records[id], record.isVisible else {
            throw expired.contains(id) ? .expired : .unknownUpload
        }
        if record.isExpired(at: now) { throw .expired }
        return record
    }

    /// Writes down that an upload stands at `offset`, and moves its end of life; `nil` when it is gone.
    mutating func advance(_ id: UploadID, to offset: Int64, now: Timestamp) -> StoredUpload? {
        guard var record = records[id], !record.complete else { return records[id] }
        record.offset = offset
        if !record.isOneRequest { record.expiresAt = now.advanced(bySeconds: expireSeconds) }
        records[id] = record
        return record
    }

    /// Writes down a length that was deferred; `nil` when the upload is gone.
    mutating func declare(_ length: Int64, for id: UploadID) -> StoredUpload? {
        records[id]?.bytes = length
        return records[id]
    }

    /// What `info.json` must say before ``finish(_:)`` may be called; `nil` when the upload is gone.
    mutating func finishing(_ id: UploadID, bytes: Int64, sha256: String) -> StoredUpload? {
        guard var record = records[id], !record.complete else { return nil }
        record.bytes = bytes
        record.offset = bytes
        record.complete = true
        record.sha256 = sha256
        record.expiresAt = nil
        record.generation = nextGeneration()
        return record
    }

    /// Makes a finished record the one object of its key.
    ///
    /// - Returns: The uploads that lost their place and must leave the disk.
    mutating func finish(_ record: StoredUpload) -> [UploadID] {
        records[record.id] = record
        guard let key = record.key else { return [] }
        finishedByKey[key] = record.id
        let losers = records.values.filter { Self.loses($0, to: record) }.map(\.id)
        for id in losers { records[id] = nil }
        return losers
    }

    /// Whether a finished upload discards another one of its key. What comes in one request and is on its way is left to
    /// finish: the last one to finish holds the key.
    private static func loses(_ other: StoredUpload, to winner: StoredUpload) -> Bool {
        guard other.key == winner.key, other.id != winner.id, other.generation < winner.generation else { return false }
        return other.complete || !other.isOneRequest
    }

    /// Forgets an upload.
    mutating func remove(_ id: UploadID) {
        guard let record = records.removeValue(forKey: id), let key = record.key else { return }
        if finishedByKey[key] == id { finishedByKey[key] = nil }
    }

    /// Forgets uploads whose time has run out.
    ///
    /// - Parameter isBusy: Whether a request is at work on an upload; it is left alone then.
    /// - Returns: What must leave the disk.
    mutating func sweep(now: Timestamp, isBusy: (UploadID) -> Bool) -> [UploadID] {
        let over = records.values.filter { $0.isExpired(at: now) && !isBusy($0.id) }.map(\.id)
        for id in over { records[id] = nil }
        expired = (expired + over).suffix(Self.maxRemembered)
        return over
    }

    private mutating func nextGeneration() -> Int64 {
        lastGeneration += 1
        return lastGeneration
    }
}

extension UploadLedger {
    /// Takes over what was found on disk at start.
    ///
    /// - Returns: Records that must leave the disk: those that had lost their place when the earlier process died.
    mutating func adopt(_ found: [StoredUpload]) -> [UploadID] {
        var losers: [UploadID] = []
        for record in found.sorted(by: { $0.generation < $1.generation }) {
            lastGeneration = max(lastGeneration, record.generation)
            records[record.id] = record
            if record.complete { losers += finish(record) }
        }
        return losers
    }
}
