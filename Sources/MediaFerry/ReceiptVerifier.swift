import FerryCurl

/// Compares delivered objects with their receipts, later.
///
/// A receipt is a file that anybody may have written. The server it names is asked without credentials, unless it is one
/// that they are for: the public service of a cloud, the Supabase project that the keys name, the endpoint of the access or
/// of the environment, or an origin that the caller names.
public struct ReceiptVerifier: Sendable {
    private let caFile: String?
    private let limits: TransferLimits
    private let access: DestinationAccess
    private let origins: [HTTPLocation]

    /// Creates a verifier with what the destination is reached with.
    ///
    /// - Parameters:
    ///   - access: Its endpoint, where it has one, is asked in place of the receipt's.
    ///   - origins: More servers that its credentials are for; scheme, host and port count. A server of tus, of RUFH or
    ///     for `PUT` gets none unless it is named here.
    public init(
        caFile: String? = nil, limits: TransferLimits = TransferLimits(),
        access: DestinationAccess = DestinationAccess(), origins: [HTTPLocation] = []
    ) {
        self.origins = origins
        self.caFile = caFile
        self.limits = limits
        self.access = access
    }

    /// Asks the destination. Without a checksum of its own, or on request, the object is read back and hashed.
    ///
    /// - Parameter readsContent: Whether the object is read back in any case.
    /// - Throws: `destination.wrongProtocol` for a receipt of a protocol this version does not speak,
    ///   `destination.unauthorized` where credentials were withheld from the receipt's server and it wants some.
    public func verify(_ receipt: Receipt, readsContent: Bool = false) async throws(FerryError) -> Verification {
        guard let destination = Self.destination(of: receipt) else {
            throw FerryError(
                .destinationWrongProtocol, "the receipt's destination cannot be asked by this version",
                input: receipt.jobId.rawValue)
        }
        let network = Adapters.transport(caFile: caFile)
        defer { network.shutdown() }
        var asked = access
        asked.endpoint = access.endpoint ?? receipt.destination.endpoint
        let wiring = try await StorageWiring(destination, asked, network: network)
        let withheld = wiring.authorizer == nil ? nil : await stranger(destination, receipt, network)
        let transport = wiring.transport ?? network
        let inspection = RemoteInspection(
            transport: transport, storage: wiring.storage, location: receipt.destination.location, limits: limits,
            authorizer: withheld ?? wiring.authorizer)
        let verification = await inspection.verify(receipt, readsContent: readsContent)
        if let error = withheld?.error { throw error }
        return verification
    }

    /// The server that nobody but the receipt names; `nil` where it is one that the credentials are for.
    private func stranger(
        _ destination: Destination, _ receipt: Receipt, _ network: any HTTPTransport
    ) async -> WithheldCredentials? {
        var known = origins
        let told: HTTPLocation?
        if case .endpoint(let server) = destination.place {
            told = server
        } else if let project = Self.unvouchedProject(destination, access, asked: receipt.destination.endpoint) {
            told = SupabaseDialect.hostedService(project: project)
        } else {
            told = access.endpoint == nil ? receipt.destination.endpoint.flatMap { HTTPLocation($0) } : nil
            // The server of the environment, else the public one.
            if told != nil, let own = try? await StorageWiring(destination, access, network: network).origin {
                known.append(own)
            }
        }
        if let named = access.endpoint.flatMap({ HTTPLocation($0) }) { known.append(named) }
        return told.flatMap { WithheldCredentials(origin: $0, unlessAmong: known) }
    }

    /// The hosted project that a receipt names; `nil` where the keys say that they are for it, or another server is asked.
    static func unvouchedProject(
        _ destination: Destination, _ access: DestinationAccess, asked endpoint: String?
    ) -> String? {
        guard case .project(let project, _, _) = destination.place, access.endpoint == nil, endpoint == nil else {
            return nil
        }
        let keys = [access.credentials.token, access.credentials.apiKey].compactMap(\.self)
        let isVouched = !keys.isEmpty && keys.allSatisfy { SupabaseKey.project(of: $0) == project }
        return isVouched ? nil : project
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
