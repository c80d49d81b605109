import FerryCore
import Glibc

/// Reads small files that hold credentials.
enum CredentialFile {
    /// No file of credentials is larger.
    static let limit = 1 << 20

    /// A file's text; `nil` without a path and where no file is. Blocks on the disk.
    ///
    /// - Throws: `destination.unauthorized` when it cannot be read, is larger than 1 MiB or is no UTF-8.
    static func text(_ path: String?) throws(FerryError) -> String? {
        guard let path, let bytes = try bytes(path) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw unusable(path, "it is no UTF-8 text")
        }
        return text
    }

    /// A file's bytes; `nil` where no file is. Blocks on the disk.
    static func bytes(_ path: String) throws(FerryError) -> [UInt8]? {
        do throws(FileFailure) {
            let file = try OwnedFile.open(path, O_RDONLY | O_NONBLOCK)
            guard try file.status().kind != .directory else { throw FileFailure(call: "open", number: EISDIR) }
            return try read(file)
        } catch {
            if error.number == ENOENT || error.number == ENOTDIR { return nil }
            throw unusable(path, error.text)
        }
    }

    /// An error that names a file of credentials.
    static func unusable(_ path: String, _ reason: String) -> FerryError {
        FerryError(
            .destinationUnauthorized, "the credentials file \(path) cannot be used: \(reason)", next: "check that file")
    }

    private static func read(_ file: borrowing OwnedFile) throws(FileFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var filled = 0
        while filled < bytes.count {
            let start = filled
            let result = bytes.withUnsafeMutableBytes { buffer in
                read(file, into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
            }
            let count = try result.get()
            guard count > 0 else { return Array(bytes[..<filled]) }
            filled += count
        }
        throw FileFailure(call: "read", number: EFBIG)
    }

    private static func read(
        _ file: borrowing OwnedFile, into buffer: UnsafeMutableRawBufferPointer
    ) -> Result<Int, FileFailure> {
        do throws(FileFailure) { return .success(try file.read(into: buffer)) } catch { return .failure(error) }
    }
}
