import FerryCore
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

    /// - Throws: when the server cannot be asked.
    func look(at location: String, against rendition: Receipt.Rendition) async throws(FerryError) -> Answer {
        let reply: HTTPTransferResponse
        do {
            reply = try await link.send(try link.dialect.locate(location))
        } catch let failure as HTTPTransferFailure {
            throw UploadFailure(failure).error
        } catch let failure as UploadFailure {
            throw failure.error
        } catch {
            throw FerryError(.destinationUnreachable, "\(error)")
        }
        switch link.dialect.located(from: reply) {
        case .failure(let failure) where failure.error.disposition == .freshStart: return .gone
        case .failure(let failure): throw failure.error
        case .success(let found): return compare(found, rendition)
        }
    }

    private func compare(_ found: LocatedUpload, _ rendition: Receipt.Rendition) -> Answer {
        guard found.offset == rendition.bytes else {
            return .different(
                FerryError(
                    .verifyLength, "the destination holds \(found.offset) bytes, the receipt says \(rendition.bytes)"))
        }
        guard let sha256 = found.sha256 else { return .same(.length, nil) }
        guard sha256 == rendition.sha256 else {
            return .different(
                FerryError(
                    .verifyChecksum,
                    "the destination's SHA-256 is \(sha256), the receipt says \(rendition.sha256)"))
        }
        return .same(.checksum, Receipt.Checksum(algorithm: "sha-256", value: sha256))
    }
}

/// Receipts as the store keeps them.
enum StoredReceipt {
    static func decode(_ document: String) -> Receipt? {
        try? JSONDecoder().decode(Receipt.self, from: Data(document.utf8))
    }
}
