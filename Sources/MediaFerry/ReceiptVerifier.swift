import FerryCurl

/// Compares delivered objects with their receipts, later.
public struct ReceiptVerifier: Sendable {
    private let caFile: String?
    private let limits: TransferLimits
    private let access: DestinationAccess

    /// Creates a verifier with what the destination is reached with.
    public init(
        caFile: String? = nil, limits: TransferLimits = TransferLimits(),
        access: DestinationAccess = DestinationAccess()
    ) {
        self.caFile = caFile
        self.limits = limits
        self.access = access
    }

    /// Asks the destination. Without a checksum of its own, or on request, the object is read back and hashed.
    ///
    /// - Parameter readsContent: Whether the object is read back in any case.
    /// - Throws: `destination.wrongProtocol` for a receipt of a protocol this version does not speak.
    public func verify(_ receipt: Receipt, readsContent: Bool = false) async throws(FerryError) -> Verification {
        guard let destination = Self.destination(of: receipt) else {
            throw FerryError(
                .destinationWrongProtocol, "the receipt's destination cannot be asked by this version",
                input: receipt.jobId.rawValue)
        }
        var access = access
        access.endpoint = receipt.destination.endpoint ?? access.endpoint
        let network = Adapters.transport(caFile: caFile)
        defer { network.shutdown() }
        let wiring = try await StorageWiring(destination, access, network: network)
        let transport = wiring.transport ?? network
        let inspection = RemoteInspection(
            transport: transport, storage: wiring.storage, location: receipt.destination.location, limits: limits,
            authorizer: wiring.authorizer)
        return await inspection.verify(receipt, readsContent: readsContent)
    }

    /// The folder beneath which an object has its name.
    private static func folder(of receipt: Receipt) -> String? {
        guard let path = FileLocation(receipt.destination.location)?.path else { return nil }
        let folder = path.utf8.dropLast(receipt.destination.objectName.utf8.count + 1)
        return FileLocation(path: folder.isEmpty ? "/" : String(decoding: Array(folder), as: UTF8.self))?.text
    }

    /// The destination that a receipt's location stands for.
    private static func destination(of receipt: Receipt) -> Destination? {
        let location = receipt.destination.location
        switch Destination.Dialect(rawValue: receipt.destination.dialect) {
        case .tus: return try? Destination("tus+\(location)")
        case .rufh: return try? Destination("rufh+\(location)")
        case .s3, .gcs: return try? Destination(beginning(of: location, slashes: 2))
        case .supabase: return try? Destination(beginning(of: location, slashes: 3))
        case .directory: return Self.folder(of: receipt).flatMap { try? Destination($0) }
        case .put: return try? Destination(location)
        case nil: return nil
        }
    }

    /// A location without the object's name, which may hold what no destination does.
    private static func beginning(of location: String, slashes: Int) -> String {
        let parts = location.split(separator: "/", omittingEmptySubsequences: false)
        return parts.prefix(slashes + 1).joined(separator: "/")
    }
}
