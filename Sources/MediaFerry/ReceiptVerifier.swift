import FerryCurl

/// Compares delivered objects with their receipts, later.
public struct ReceiptVerifier: Sendable {
    private let caFile: String?
    private let limits: TransferLimits
    private let token: String?

    /// Creates a verifier; the token is the destination's bearer token.
    public init(caFile: String? = nil, limits: TransferLimits = TransferLimits(), token: String? = nil) {
        self.caFile = caFile
        self.limits = limits
        self.token = token
    }

    /// Asks the destination. Without a checksum of its own, or on request, the object is read back and hashed.
    ///
    /// - Parameter readsContent: Whether the object is read back in any case.
    /// - Throws: `destination.wrongProtocol` for a receipt of a protocol this version does not speak.
    public func verify(_ receipt: Receipt, readsContent: Bool = false) async throws(FerryError) -> Verification {
        guard let dialect = Destination.Dialect(rawValue: receipt.destination.dialect),
            let location = HTTPLocation(receipt.destination.location)
        else {
            throw FerryError(
                .destinationWrongProtocol, "the receipt's destination cannot be asked by this version",
                input: receipt.jobId.rawValue)
        }
        let transport = Adapters.transport(caFile: caFile)
        let inspection = RemoteInspection(
            transport: transport, dialect: Adapters.dialect(dialect, endpoint: location), location: location,
            limits: limits, token: token)
        let verification = await inspection.verify(receipt, readsContent: readsContent)
        transport.shutdown()
        return verification
    }
}
