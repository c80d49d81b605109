package import FerryCore
import FoundationEssentials

/// Compares a delivered object with its receipt by asking the server.
struct RemoteCheck {
    /// What the server said.
    enum Answer {
        /// The object is what it was.
        case same(Receipt.Check, Receipt.Checksum?)
        /// It is not there any more.
        case gone
        /// Something else is there.
        case different(FerryError)
    }

    let link: DestinationLink
    /// The checksum the destination told at the delivery.
    let remote: Receipt.Checksum?

    /// - Throws: when the server cannot be asked.
    func look(at location: String, against rendition: Receipt.Rendition) async throws(FerryError) -> Answer {
        let found: ObjectFacts?
        do throws(UploadFailure) { found = try await link.inspect(location) } catch {
            guard error.error.disposition != .freshStart else { return .gone }
            throw error.error
        }
        return found.map { compare($0, rendition) } ?? .same(.length, nil)
    }

    private func compare(_ found: ObjectFacts, _ rendition: Receipt.Rendition) -> Answer {
        guard found.bytes == rendition.bytes else {
            return .different(
                FerryError(
                    .verifyLength, "the destination holds \(found.bytes) bytes, the receipt says \(rendition.bytes)"))
        }
        guard let theirs = found.checksums.first(where: { known($0.algorithm, rendition) != nil }),
            let ours = known(theirs.algorithm, rendition)
        else { return .same(.length, nil) }
        let name = theirs.algorithm.label
        guard theirs.hex == ours else {
            return .different(
                FerryError(
                    .verifyChecksum, "the destination's \(name) is \(theirs.hex), the receipt says \(ours)"))
        }
        return .same(.checksum, Receipt.Checksum(algorithm: theirs.algorithm.rawValue, value: theirs.hex))
    }

    /// What the receipt says of the object by that algorithm.
    private func known(_ algorithm: ChecksumAlgorithm, _ rendition: Receipt.Rendition) -> String? {
        if algorithm == .sha256 { return rendition.sha256 }
        return remote?.algorithm == algorithm.rawValue ? remote?.value : nil
    }
}

extension DestinationLink {
    /// Asks what stands at an object's location; `nil` where nobody can be asked.
    func inspect(_ location: String) async throws(UploadFailure) -> ObjectFacts? {
        guard let head = try storage.dialect.inspect(location) else { return nil }
        var reply = try await send(head)
        if reply.isRenewed { reply = try await send(head) }
        return try storage.dialect.inspected(from: reply.response).get()
    }
}

/// Receipts as the store keeps them.
package enum StoredReceipt {
    package static func decode(_ document: String) -> Receipt? {
        try? JSONDecoder().decode(Receipt.self, from: Data(document.utf8))
    }
}
