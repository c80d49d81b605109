public import FerryCore
import Glibc

extension SpoolKey {
    /// Reads a key from a file that nobody but its owner may read or write.
    ///
    /// - Throws: `store.unavailable` for a file that cannot be read, that others may read, or that holds no key.
    public init(file path: String) throws(FerryError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unusable(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.unusable(path, String(cString: strerror(errno))) }
        guard status.st_mode & 0o077 == 0 else {
            throw Self.unusable(path, "others than its owner may use it", next: "chmod 600 \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: Self.maxFileBytes)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw Self.unusable(path, String(cString: strerror(errno))) }
        try self.init(text: String(decoding: bytes.prefix(count), as: UTF8.self))
    }

    /// Bytes that are read of a key's file.
    private static let maxFileBytes = 256

    private static func unusable(
        _ path: String, _ reason: String, next: String = "check the file that holds the spool key"
    ) -> FerryError {
        FerryError(.storeUnavailable, "the spool key's file cannot be used: \(reason)", input: path, next: next)
    }
}
