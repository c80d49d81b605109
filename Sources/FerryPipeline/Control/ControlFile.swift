import FerryCore
import FoundationEssentials
import Glibc

/// Small documents by which the processes of one state directory talk: written to a temporary name and then renamed,
/// not synced, read with a limit.
enum ControlFile {
    /// Bytes that are read at most; a larger file is none of ours.
    static let maxBytes: Int64 = 4 << 20

    /// Writes a document. Blocks on the disk.
    ///
    /// - Parameter writer: The holder that writes, for the temporary name.
    static func write(
        _ document: some Encodable, to path: String, by writer: String
    ) throws(FerryError) {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let temporary = "\(path.hasPrefix("/") ? "/" : "")\(folder)/\(writer).tmp"
        guard let data = try? JSONEncoder().encode(document) else {
            throw FerryError(.storeUnavailable, "a control file cannot be encoded")
        }
        do throws(FileFailure) {
            let file = try OwnedFile.open(temporary, O_WRONLY | O_CREAT | O_TRUNC)
            let result: Result<Void, FileFailure> = data.withUnsafeBytes { bytes in
                Result { () throws(FileFailure) in try file.write(bytes) }
            }
            try result.get()
            guard rename(temporary, path) == 0 else { throw FileFailure(call: "rename", number: errno) }
        } catch {
            _ = unlink(temporary)
            throw Spool.error(error)
        }
    }

    /// Reads a document; `nil` when there is none that can be read. Blocks on the disk.
    static func read<Document: Decodable>(_ type: Document.Type, from path: String) -> Document? {
        guard let status = FileStatus.of(path: path), status.kind == .regular, status.identity.size <= maxBytes,
            let data = try? Data(contentsOf: URL(filePath: path))
        else { return nil }
        return try? JSONDecoder().decode(Document.self, from: data)
    }

    /// The process that a file in `control/` belongs to; `nil` for those of all.
    static func owner(of name: String) -> String? {
        guard name.hasSuffix(".live.json") || name.hasSuffix(".tmp") else { return nil }
        return String(name.prefix { $0 != "." })
    }
}
