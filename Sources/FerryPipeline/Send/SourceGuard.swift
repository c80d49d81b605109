import FerryCore
import Synchronization

/// Watches the file that an object is read from: a source in place, or a file of the spool.
final class SourceGuard: Sendable {
    private let path: String?
    private let reader: LayoutReader
    private let role: Extent.FileRole
    private let sha256: String
    private let known: Mutex<FileStatus?>

    /// Watches from now on.
    ///
    /// - Parameters:
    ///   - path: Where a source in place must stay; `nil` for a file of the spool, which nobody else names.
    ///   - accepted: What the file was when it was accepted; `nil` for what it is now.
    ///   - reader: Reads the object.
    ///   - role: The file of it that is watched.
    ///   - sha256: SHA-256 of the object in lower-case hex.
    init(
        path: String? = nil, accepted: FileIdentity? = nil, reader: LayoutReader, role: Extent.FileRole, sha256: String
    ) throws(FerryError) {
        self.path = path
        self.reader = reader
        self.role = role
        self.sha256 = sha256
        let now = try Self.status(reader, role)
        known = Mutex(now)
        if let accepted, let now, now.identity != accepted { throw Self.changed(Self.content) }
        try check()
    }

    /// Compares the open file, and the path where there is one, with what they were. Blocks on the disk.
    ///
    /// A file whose status alone changed, as by another mode or another link, is read again: its bytes decide.
    ///
    /// - Throws: `source.changed`.
    func check() throws(FerryError) {
        guard let before = known.withLock({ $0 }), let now = try Self.status(reader, role) else { return }
        guard now.identity == before.identity else { throw Self.changed(Self.content) }
        if let path {
            guard let named = FileStatus.of(path: path)?.identity else {
                throw Self.changed("it was removed while it was being sent")
            }
            if named != before.identity { throw Self.changed("it was replaced or changed while it was being sent") }
        }
        guard now != before else { return }
        guard try reader.sha256() == sha256 else { throw Self.changed(Self.content) }
        known.withLock { $0 = now }
    }

    private static let content = "its content changed while it was being sent"

    private static func status(_ reader: LayoutReader, _ role: Extent.FileRole) throws(FerryError) -> FileStatus? {
        do throws(FileFailure) { return try reader.status(of: role) } catch {
            throw FerryError(.sourceUnreadable, "it cannot be looked at: \(error.text)")
        }
    }

    private static func changed(_ message: String) -> FerryError { FerryError(.sourceChanged, message) }
}
