import Crypto
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The SHA-256 of an upload's content while it grows.
///
/// Blocks that follow the hashed prefix are hashed from memory as they are written. After a restart, or a block that was
/// skipped, the hash lags behind and is brought up from the file on a disk thread, also while more is written.
final class RunningDigest: Sendable {
    /// Bytes read at a time to catch up.
    static let stepBytes = 1 << 20

    private struct State {
        var hash = SHA256()
        /// Bytes hashed.
        var hashed: Int64 = 0
        /// Bytes written to the file.
        var written: Int64
        var isCatchingUp = false
    }

    private let state: Mutex<State>

    /// A digest of a file that holds `written` bytes, none of them hashed.
    init(written: Int64) { state = Mutex(State(written: written)) }

    /// Whether bytes of the file are not hashed and nobody is at it; the caller must call ``catchUp(from:)`` then.
    func wantsCatchUp() -> Bool {
        state.withLock { state in
            guard state.hashed < state.written, !state.isCatchingUp else { return false }
            state.isCatchingUp = true
            return true
        }
    }

    /// Takes note of bytes that were written at `offset`.
    func append(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
        state.withLock { state in
            if state.hashed == offset {
                state.hash.update(bufferPointer: bytes)
                state.hashed += Int64(bytes.count)
            }
            state.written = offset + Int64(bytes.count)
        }
    }

    /// Hashes from the file what was not hashed yet.
    func catchUp(from file: ContentFile) throws(DiskError) {
        var step = [UInt8](repeating: 0, count: Self.stepBytes)
        while try hashStep(of: file, buffer: &step) {}
    }

    /// The hash of everything written, lower-case hexadecimal; catches up first.
    func finish(from file: ContentFile) throws(DiskError) -> String {
        try catchUp(from: file)
        return state.withLock { $0.hash.finalize().hexText }
    }

    /// A point to which ``restore(_:)`` can go back.
    struct Mark: Sendable {
        fileprivate var hash: SHA256
        fileprivate var hashed: Int64
        fileprivate var written: Int64
    }

    /// Where the digest stands now.
    func mark() -> Mark { state.withLock { Mark(hash: $0.hash, hashed: $0.hashed, written: $0.written) } }

    /// Forgets what was written after a mark, when the file was cut back to it.
    func restore(_ mark: Mark) {
        state.withLock { state in
            state.hash = mark.hash
            state.hashed = mark.hashed
            state.written = mark.written
        }
    }

    private func hashStep(of file: ContentFile, buffer: inout [UInt8]) throws(DiskError) -> Bool {
        let outcome = state.withLock { state -> Result<Bool, DiskError> in
            do throws(DiskError) {
                return .success(try Self.hashStep(of: file, state: &state, buffer: &buffer))
            } catch {
                state.isCatchingUp = false
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private static func hashStep(
        of file: ContentFile, state: inout State, buffer: inout [UInt8]
    ) throws(DiskError) -> Bool {
        let wanted = Int(min(Int64(buffer.count), state.written - state.hashed))
        guard wanted > 0 else {
            state.isCatchingUp = false
            return false
        }
        let offset = state.hashed
        let outcome = buffer.withUnsafeMutableBytes { bytes -> Result<Int, DiskError> in
            let room = UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted])
            do throws(DiskError) {
                let count = try file.read(into: room, at: offset)
                state.hash.update(
                    bufferPointer: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<count]))
                return .success(count)
            } catch {
                return .failure(error)
            }
        }
        let count = try outcome.get()
        guard count > 0 else { throw DiskError("pread", code: EIO) }
        state.hashed += Int64(count)
        return true
    }
}
