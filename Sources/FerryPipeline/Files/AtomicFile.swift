import FerryCore
import FoundationEssentials
import Glibc

/// Small files that a reader sees whole or not at all: written to a temporary name, synced, then renamed.
enum AtomicFile {
    /// Writes a file, in place of one of the same name.
    static func write(_ data: Data, to path: String, in directory: String) throws(FileFailure) {
        let temporary = "\(path).\(UniqueName.make()).tmp"
        do throws(FileFailure) {
            let file = try OwnedFile.open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
            let result: Result<Void, FileFailure> = data.withUnsafeBytes { bytes in
                Result { () throws(FileFailure) in
                    try file.write(bytes)
                    try file.sync()
                }
            }
            try result.get()
            guard rename(temporary, path) == 0 else { throw FileFailure(call: "rename", number: errno) }
            try OwnedFile.open(directory, O_RDONLY | O_DIRECTORY).sync()
        } catch {
            _ = unlink(temporary)
            throw error
        }
    }
}
