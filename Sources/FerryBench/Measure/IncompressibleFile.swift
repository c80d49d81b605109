public import FerryCore
import Glibc

/// Files of bytes that nothing makes smaller and no store has seen before: SplitMix64's from a seed.
public enum IncompressibleFile {
    private static let blockBytes = 1 << 20

    /// Writes a new file of `bytes` bytes, mode 0600. Blocks on the disk.
    ///
    /// - Throws: `spool.full` when there is no space, `store.unavailable` when it cannot be written.
    public static func write(_ bytes: Int64, to path: String, seed: UInt64) throws(FerryError) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var random = SplitMix64(seed: seed)
        var left = bytes
        while left > 0 {
            let block = block(Int(min(left, Int64(blockBytes))), &random)
            var written = 0
            while written < block.count {
                let count = block.withUnsafeBytes {
                    Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
                }
                guard count > 0 || errno == EINTR else { throw failure(path) }
                written += max(0, count)
            }
            left -= Int64(block.count)
        }
    }

    private static func block(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var index = 0
            while index < count {
                var word = random.next()
                for _ in 0..<min(8, count - index) {
                    buffer[index] = UInt8(truncatingIfNeeded: word)
                    word >>= 8
                    index += 1
                }
            }
            filled = count
        }
    }

    private static func failure(_ path: String) -> FerryError {
        let code: FerryError.Code = errno == ENOSPC || errno == EDQUOT ? .spoolFull : .storeUnavailable
        return FerryError(code, "a file to send cannot be written: \(String(cString: strerror(errno)))", input: path)
    }
}
