import FerryCore
import FerrySealing

/// The head of a sealed file; see ``SealedFormat``.
struct SealedHead {
    /// Tells the key it was sealed with.
    var keyID: [UInt8]
    /// The file's own salt.
    var salt: [UInt8]

    /// The head of a new file; `nil` without a key.
    static func make(_ key: SpoolKey?) -> SealedHead? {
        guard let key else { return nil }
        var random = SystemRandomNumberGenerator()
        let salt = (0..<SealedFormat.saltBytes / 8).flatMap { _ in
            withUnsafeBytes(of: random.next() as UInt64, Array.init)
        }
        return SealedHead(keyID: key.id, salt: salt)
    }

    /// Reads the head of a file; `nil` for one that stands there as it is.
    static func read(_ file: borrowing OwnedFile) throws(FileFailure) -> SealedHead? {
        var bytes = [UInt8](repeating: 0, count: SealedFormat.headBytes)
        let result: Result<Int, FileFailure> = bytes.withUnsafeMutableBytes { buffer in
            do throws(FileFailure) { return .success(try file.read(into: buffer, at: 0)) } catch {
                return .failure(error)
            }
        }
        guard try result.get() == SealedFormat.headBytes, bytes.starts(with: SealedFormat.magic) else { return nil }
        let rest = bytes.dropFirst(SealedFormat.magic.count)
        return SealedHead(
            keyID: Array(rest.prefix(SealedFormat.keyIDBytes)), salt: Array(rest.dropFirst(SealedFormat.keyIDBytes)))
    }

    /// The head as it stands in the file.
    var bytes: [UInt8] { SealedFormat.magic + keyID + salt }
}
