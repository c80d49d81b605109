import FerryCore
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The directory on disk: `ROOT/ID/content` and `ROOT/ID/info.json`, nothing else but for the time of a request. All
/// calls block.
///
/// A record is written to a temporary name, synced and renamed, so that a reader sees the old or the new one. Creating
/// and finishing also sync the directories, so that both survive a power cut once they are acknowledged.
struct UploadFolder: Sendable {
    private static let infoName = "info.json"
    private static let temporaryName = "info.json.new"
    private static let uncheckedName = "unchecked"

    let root: String
    /// Keeps the root locked for this process as long as the folder is used.
    private let lock: ContentFile

    /// Opens the root and takes it for this process alone; makes it with mode 0700 when it does not exist.
    init(root: String) throws {
        self.root = root
        try? FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        do throws(DiskError) {
            lock = try ContentFile(path: root, flags: O_RDONLY | O_DIRECTORY)
            guard try lock.lockExclusively() else {
                throw DiskError("flock", code: EWOULDBLOCK)
            }
            guard access(root, W_OK | X_OK) == 0 else { throw DiskError("access") }
        } catch {
            throw Self.unusable(error)
        }
    }

    /// Lets another receiver have the root; nothing may be written after this.
    func close() { lock.unlock() }

    private static func unusable(_ error: DiskError) -> FerryError {
        error.code == EWOULDBLOCK
            ? FerryError(
                .storeUnavailable, "another receiver is using this directory", next: "stop it or name another --root")
            : FerryError(
                .storeUnavailable, "the receiver's directory cannot be used: \(String(cString: strerror(error.code)))",
                next: "check the directory named by --root")
    }

    private func directory(_ id: UploadID) -> String { "\(root)/\(id)" }

    private func uncheckedPath(_ id: UploadID) -> String { "\(directory(id))/\(Self.uncheckedName)" }

    /// The path of an upload's content.
    func contentPath(_ id: UploadID) -> String { "\(directory(id))/content" }

    /// Makes the upload's directory with an empty content.
    func create(_ id: UploadID) throws(DiskError) {
        guard mkdir(directory(id), 0o700) == 0 else { throw DiskError("mkdir") }
        _ = try ContentFile(path: contentPath(id), flags: O_WRONLY | O_CREAT | O_EXCL)
    }

    /// Opens an upload's content for reading.
    func openForReading(_ id: UploadID) throws(DiskError) -> ContentFile { try ContentFile(path: contentPath(id)) }

    /// Opens an upload's content for reading and writing.
    func open(_ id: UploadID) throws(DiskError) -> ContentFile { try ContentFile(path: contentPath(id), flags: O_RDWR) }

    /// Writes an upload's record.
    ///
    /// - Parameter isNew: Whether the directory itself is new and must survive a power cut too.
    func write(_ record: StoredUpload, isNew: Bool = false) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        let data = try encoder.encode(record)
        let temporary = "\(directory(record.id))/\(Self.temporaryName)"
        let file = try ContentFile(path: temporary, flags: O_WRONLY | O_CREAT | O_TRUNC)
        if let error = data.withUnsafeBytes({ file.write($0, at: 0).error }) { throw error }
        try file.sync()
        guard rename(temporary, "\(directory(record.id))/\(Self.infoName)") == 0 else { throw DiskError("rename") }
        try Self.syncDirectory(directory(record.id))
        if isNew { try Self.syncDirectory(root) }
    }

    private static func syncDirectory(_ path: String) throws(DiskError) {
        try ContentFile(path: path, flags: O_RDONLY | O_DIRECTORY).sync()
    }

    /// Removes an upload's directory; what cannot be removed is left for the next start.
    func remove(_ id: UploadID) {
        for name in [Self.infoName, Self.temporaryName, Self.uncheckedName, "content"] {
            unlink("\(directory(id))/\(name)")
        }
        rmdir(directory(id))
    }
}

extension UploadFolder {
    /// What stands in the root.
    struct Inventory {
        var records: [StoredUpload] = []
        /// Directories whose record cannot be read. They are left alone and not served.
        var unreadable: [UploadID] = []
    }

    /// Reads all records; removes what a dead process left half made: directories without a record and temporary names.
    ///
    /// The offset of an unfinished upload is the size of its content: bytes reach the file in order, so the file is
    /// always a prefix, and every acknowledged byte is in it.
    func inventory(expireSeconds: Double) throws -> Inventory {
        var inventory = Inventory()
        for name in try FileManager.default.contentsOfDirectory(atPath: root) {
            guard let id = UploadID(name) else { continue }
            unlink("\(directory(id))/\(Self.temporaryName)")
            dropUnchecked(id)
            if access("\(directory(id))/\(Self.infoName)", F_OK) != 0 {
                remove(id)
            } else if let record = read(id, expireSeconds: expireSeconds) {
                inventory.records.append(record)
            } else {
                inventory.unreadable.append(id)
            }
        }
        return inventory
    }

    private func read(_ id: UploadID, expireSeconds: Double) -> StoredUpload? {
        guard let data = FileManager.default.contents(atPath: "\(directory(id))/\(Self.infoName)"),
            var record = try? JSONDecoder().decode(StoredUpload.self, from: data), record.id == id
        else { return nil }
        var status = stat()
        guard stat(contentPath(id), &status) == 0 else { return nil }
        let size = Int64(status.st_size)
        if record.complete { return size == record.bytes && record.sha256 != nil ? record : nil }
        guard size <= record.bytes ?? .max else { return nil }
        record.offset = size
        let lastWrite = Timestamp(microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000)
        record.expiresAt = record.expiresAt.map { max($0, lastWrite.advanced(bySeconds: expireSeconds)) }
        return record
    }
}

extension UploadFolder {
    /// Notes that bytes from `offset` on come with a hash and have not been compared with it yet, so that they are not
    /// taken for received when the process dies meanwhile.
    func markUnchecked(_ id: UploadID, from offset: Int64) throws(DiskError) {
        let file = try ContentFile(path: uncheckedPath(id), flags: O_WRONLY | O_CREAT | O_TRUNC)
        var text = String(offset)
        if let error = text.withUTF8({ file.write(UnsafeRawBufferPointer($0), at: 0).error }) { throw error }
    }

    /// Notes that all bytes of the content count.
    func clearUnchecked(_ id: UploadID) { unlink(uncheckedPath(id)) }

    /// Cuts off what a dead process had received and not compared.
    private func dropUnchecked(_ id: UploadID) {
        guard let data = FileManager.default.contents(atPath: uncheckedPath(id)) else { return }
        guard let offset = Int64(String(decoding: data, as: UTF8.self)), let file = try? open(id),
            let size = try? file.size(), size > offset
        else { return clearUnchecked(id) }
        guard (try? file.truncate(to: offset)) != nil else { return }
        clearUnchecked(id)
    }
}
