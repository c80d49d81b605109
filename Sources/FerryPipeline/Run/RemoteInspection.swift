public import FerryCore
import HTTPTypes
import Synchronization

/// Looks at a delivered object long after its delivery.
public struct RemoteInspection: Sendable {
    private let link: DestinationLink
    private let location: HTTPLocation

    /// Prepares to ask one destination about one object; the token goes to that object's host only.
    public init(
        transport: any HTTPTransport, dialect: any UploadDialect, location: HTTPLocation, limits: TransferLimits,
        token: String?
    ) {
        link = DestinationLink(
            dialect: dialect, endpoint: location, transport: transport,
            settings: SendSettings(limits: limits, token: token))
        self.location = location
    }

    /// Compares the object with its receipt: by the server's checksum, or by reading it back.
    public func verify(_ receipt: Receipt, readsContent: Bool) async -> Verification {
        switch await asked(receipt) {
        case .success(let upload) where upload.offset != receipt.rendition.bytes:
            return verdict(receipt, .mismatch, .length, bytes: upload.offset, checksum: nil)
        case .success(let upload):
            if let sha256 = upload.sha256, !readsContent {
                return compare(receipt, .checksum, bytes: upload.offset, sha256: sha256)
            }
            return await readBack(receipt, known: upload.offset)
        case .failure(let failure):
            let isGone = failure.error.disposition == .freshStart
            return verdict(receipt, isGone ? .gone : .unreachable, nil, bytes: nil, checksum: nil)
        }
    }

    private func asked(_ receipt: Receipt) async -> Result<LocatedUpload, UploadFailure> {
        do {
            return link.dialect.located(from: try await link.send(try link.dialect.locate(location.text)))
        } catch let failure as UploadFailure {
            return .failure(failure)
        } catch let failure as HTTPTransferFailure {
            return .failure(UploadFailure(failure))
        } catch {
            return .failure(UploadFailure(.other, FerryError(.destinationUnreachable, "\(error)")))
        }
    }

    /// Reads the object and hashes it on the way; a server that does not give objects back leaves it at the length.
    private func readBack(_ receipt: Receipt, known: Int64) async -> Verification {
        let hash = Mutex((RunningSHA256(), Int64(0)))
        let reply = try? await link.send(location.request(.get), observesResponseBody: true) { observation in
            guard case .received(let bytes) = observation else { return }
            hash.withLock { state in
                bytes.withUnsafeBytes { state.0.update($0) }
                state.1 += Int64(bytes.count)
            }
        }
        guard let reply, reply.head.status.kind != .serverError, reply.head.status.code != 429 else {
            return verdict(receipt, .unreachable, nil, bytes: known, checksum: nil)
        }
        guard reply.head.status.code == 200 else {
            return verdict(receipt, .ok, .length, bytes: known, checksum: nil)
        }
        let (sha256, bytes) = hash.withLock { ($0.0.hex(), $0.1) }
        return compare(receipt, .content, bytes: bytes, sha256: sha256)
    }

    private func compare(
        _ receipt: Receipt, _ check: Receipt.Check, bytes: Int64, sha256: String
    ) -> Verification {
        let isSame = sha256 == receipt.rendition.sha256 && bytes == receipt.rendition.bytes
        return verdict(receipt, isSame ? .ok : .mismatch, check, bytes: bytes, checksum: sha256)
    }

    private func verdict(
        _ receipt: Receipt, _ result: Verification.Result, _ check: Receipt.Check?, bytes: Int64?, checksum: String?
    ) -> Verification {
        Verification(of: receipt, result: result, checked: check, bytes: bytes, checksum: checksum)
    }
}
