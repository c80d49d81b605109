package import FerryCore
import FerryPipeline

/// What an answer keeps of a receipt.
struct DeliveryFacts: Sendable, Equatable {
    var location: String
    var objectBytes: Int64
    var sentBytes: Int64
    var secondsLost: Double
    var verdicts: [String]
}

extension JobRecord {
    /// What the receipt of a delivered job says; `nil` for others.
    var deliveryFacts: DeliveryFacts? {
        guard let receipt = deliveredReceipt else { return nil }
        return DeliveryFacts(
            location: receipt.destination.location, objectBytes: receipt.rendition.bytes,
            sentBytes: receipt.transfer.bytesSent, secondsLost: receipt.loss?.seconds ?? 0,
            verdicts: receipt.health?.verdicts ?? [])
    }

    /// The receipt of a delivered job; `nil` for others, and where it cannot be read.
    package var deliveredReceipt: Receipt? {
        receipt.flatMap(StoredReceipt.decode)
    }
}
