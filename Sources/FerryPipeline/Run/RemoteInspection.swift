public import FerryCore
import HTTPTypes

/// Looks at a delivered object long after its delivery.
public struct RemoteInspection: Sendable {
    private let link: DestinationLink
    private let location: String

    /// Prepares to ask one destination about one object; credentials go where the authorizer lets them.
    public init(
        transport: any HTTPTransport, storage: Storage, location: String, limits: TransferLimits,
        authorizer: (any RequestAuthorizer)?, clock: any FerryClock = SystemFerryClock()
    ) {
        link = DestinationLink(
            storage: storage, authorizer: authorizer, transport: transport, limits: limits, clock: clock)
        self.location = location
    }

    /// Compares the object with its receipt: by the server's checksum, or by reading it back.
    public func verify(_ receipt: Receipt, readsContent: Bool) async -> Verification {
        do throws(UploadFailure) {
            guard let found = try await link.inspect(location) else {
                return await readBack(receipt, known: nil)
            }
            guard found.bytes == receipt.rendition.bytes else {
                return verdict(receipt, .mismatch, .length, bytes: found.bytes, checksum: nil)
            }
            if !readsContent, let answer = compare(receipt, found) { return answer }
            return await readBack(receipt, known: found.bytes)
        } catch {
            let isGone = error.error.disposition == .freshStart
            return verdict(receipt, isGone ? .gone : .unreachable, nil, bytes: nil, checksum: nil)
        }
    }

    /// By a checksum that the receipt knows too; `nil` when there is none.
    private func compare(_ receipt: Receipt, _ found: ObjectFacts) -> Verification? {
        if let theirs = found.checksums.first(where: { $0.algorithm == .sha256 }) {
            return compare(receipt, .checksum, bytes: found.bytes, sha256: theirs.hex)
        }
        guard let told = receipt.destination.remoteChecksum,
            let theirs = found.checksums.first(where: { $0.algorithm.rawValue == told.algorithm })
        else { return nil }
        let result: Verification.Result = theirs.hex == told.value ? .ok : .mismatch
        return verdict(receipt, result, .checksum, bytes: found.bytes, checksum: theirs.hex)
    }

    /// Reads the object and hashes it on the way; a server that does not give objects back leaves it at the length.
    ///
    /// - Parameter known: The length the server told; `nil` where it could not be asked, and proves nothing.
    private func readBack(_ receipt: Receipt, known: Int64?) async -> Verification {
        guard let head = try? link.storage.dialect.read(location) else {
            return verdict(
                receipt, known == nil ? .unreachable : .ok, known.map { _ in .length }, bytes: known, checksum: nil)
        }
        guard let found = try? await link.readBack(head), found.status.kind != .serverError, found.status.code != 429
        else {
            return verdict(receipt, .unreachable, nil, bytes: known, checksum: nil)
        }
        guard found.status.code == 200 else {
            return verdict(receipt, .ok, .length, bytes: known, checksum: nil)
        }
        return compare(receipt, .content, bytes: found.bytes, sha256: found.sha256)
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
