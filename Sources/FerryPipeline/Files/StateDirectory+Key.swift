public import FerryCore
import Glibc

extension StateDirectory {
    /// A key of this state directory: random bytes that are made when they are asked for first, in a file that only its
    /// owner reads.
    ///
    /// - Parameters:
    ///   - name: The file's name without its extension.
    ///   - count: Bytes of a new key.
    /// - Throws: `store.unavailable` when it cannot be read or made.
    public func key(_ name: String, count: Int = 32) throws(FerryError) -> [UInt8] {
        let path = "\(path)/\(name).key"
        do throws(FileFailure) {
            if FileStatus.of(path: path) == nil { try makeKey(at: path, count: count) }
            let file = try OwnedFile.open(path, O_RDONLY)
            var key = [UInt8](repeating: 0, count: 256)
            let read = try Self.read(file, into: &key)
            guard read >= count else { throw FileFailure(call: "read", number: ENODATA) }
            return Array(key.prefix(read))
        } catch {
            throw FerryError(.storeUnavailable, "the key \(name) of the state directory cannot be used: \(error.text)")
        }
    }

    private static func read(_ file: borrowing OwnedFile, into key: inout [UInt8]) throws(FileFailure) -> Int {
        var count = 0
        let result: Result<Void, FileFailure> = key.withUnsafeMutableBytes { buffer in
            Result { () throws(FileFailure) in count = try file.read(into: buffer, at: 0) }
        }
        try result.get()
        return count
    }

    /// Makes the file under another name first, so that nobody reads half a key; of two makers one wins.
    private func makeKey(at path: String, count: Int) throws(FileFailure) {
        var random = SystemRandomNumberGenerator()
        let key = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let temporary = "\(path).\(UniqueName.make()).tmp"
        defer { _ = unlink(temporary) }
        let file = try OwnedFile.open(temporary, O_WRONLY | O_CREAT | O_EXCL)
        let result: Result<Void, FileFailure> = key.withUnsafeBytes { bytes in
            Result { () throws(FileFailure) in
                try file.write(bytes)
                try file.sync()
            }
        }
        try result.get()
        guard link(temporary, path) == 0 || errno == EEXIST else { throw FileFailure(call: "link", number: errno) }
        try OwnedFile.open(self.path, O_RDONLY | O_DIRECTORY).sync()
    }
}
