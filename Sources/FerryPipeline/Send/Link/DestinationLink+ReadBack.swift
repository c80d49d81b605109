import FerryCore
import HTTPTypes
import Synchronization

extension DestinationLink {
    /// What a reading request gave.
    struct ReadBack: Sendable {
        /// The status of the reply.
        var status: HTTPResponse.Status
        /// SHA-256 of its body in lower-case hex.
        var sha256: String
        /// Bytes of its body.
        var bytes: Int64
    }

    /// Reads an object and hashes it on the way.
    ///
    /// - Parameter keep: Given each piece with its place, on the transport's thread; it may block on a disk.
    func readBack(
        _ head: HTTPRequest, keep: @escaping @Sendable (Int64, [UInt8]) -> Void = { _, _ in }
    ) async throws(UploadFailure) -> ReadBack {
        let hash = Mutex((RunningSHA256(), Int64(0)))
        var watch = RequestWatch()
        // What an earlier reply said, such as that of a redirect, is no part of the object.
        watch.repeated = { _ in hash.withLock { $0 = (RunningSHA256(), 0) } }
        watch.observed = { observation in
            guard case .received(let bytes) = observation else { return }
            hash.withLock { state in
                bytes.withUnsafeBytes { state.0.update($0) }
                keep(state.1, bytes)
                state.1 += Int64(bytes.count)
            }
        }
        let reply = try await send(head, observesResponseBody: true, watch: watch)
        return hash.withLock {
            ReadBack(status: reply.response.head.status, sha256: $0.0.hex(), bytes: $0.1)
        }
    }
}
