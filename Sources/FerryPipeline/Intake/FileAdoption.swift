import FerryCore
import Glibc

/// Takes a finished file of this machine into the spool: as a second name of the same file, else as a copy. Blocks on
/// the disk.
struct FileAdoption {
    let spool: Spool
    let key: String
    let bytes: Int64
    let sha256: String

    /// Bytes that are copied at once.
    private static let stepBytes = 1 << 20

    func take(_ path: String) throws(FerryError) -> any SpoolItem {
        let link = LinkedFile(spool: spool, key: key)
        do throws(FerryError) {
            // A second name would be one for bytes that are not sealed.
            guard spool.key == nil, try link.link(to: path) else { return try copy(path) }
            try see(FileStatus.of(path: spool.directory.spool(key)))
            return link
        } catch {
            link.discard()
            throw error
        }
    }

    private func see(_ status: FileStatus?) throws(FerryError) {
        guard let status, status.kind == .regular, status.identity.size == bytes else { throw changed }
    }

    private func copy(_ path: String) throws(FerryError) -> any SpoolItem {
        let file: OwnedFile
        do throws(FileFailure) { file = try OwnedFile.open(path, O_RDONLY | O_NOFOLLOW) } catch {
            throw Self.unreadable(error)
        }
        let writer = try SpoolWriter(spool: spool, key: key, maxBytes: bytes, content: .plain)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.stepBytes, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count: Int
            do throws(FileFailure) { count = try file.read(into: buffer) } catch { throw Self.unreadable(error) }
            guard count > 0 else { break }
            try writer.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        let written = try writer.end()
        guard written.bytes == bytes, written.sha256 == sha256 else { throw changed }
        return writer
    }

    private var changed: FerryError {
        FerryError(.sourceChanged, "the upload's file is not what was finished", next: "upload it again")
    }

    private static func unreadable(_ failure: FileFailure) -> FerryError {
        failure.number == ENOENT
            ? FerryError(.sourceNotFound, "the upload's file is gone", next: "upload it again")
            : FerryError(.sourceUnreadable, "the upload's file cannot be read: \(failure.text)")
    }
}

/// A second name in the spool for a file that stands elsewhere.
final class LinkedFile: SpoolItem {
    let key: String
    private let spool: Spool
    private let entry: IntakesUnderWay.Entry

    init(spool: Spool, key: String) {
        self.spool = spool
        self.key = key
        entry = IntakesUnderWay.Entry(path: spool.directory.spool(key))
    }

    /// Makes the name; `false` where the file system cannot do that.
    func link(to path: String) throws(FerryError) -> Bool {
        guard Glibc.link(path, spool.directory.spool(key)) != 0 else { return true }
        switch errno {
        case EXDEV, EPERM, EMLINK, EOPNOTSUPP, ENOSYS, EACCES: return false
        case ENOENT: throw FerryError(.sourceNotFound, "the upload's file is gone", next: "upload it again")
        case let number: throw Spool.error(FileFailure(call: "link", number: number))
        }
    }

    func discard() { spool.remove(key) }

    func sync() throws(FerryError) {
        try spool.guarded { () throws(FileFailure) in try OwnedFile.open(spool.directory.spool(key), O_RDONLY).sync() }
    }
}
