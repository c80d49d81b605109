import MediaFerry

/// Where a destination is reached and what with, as the environment says: each storage has its own variables.
struct DestinationAccess {
    private(set) var endpoint: String?
    private(set) var credentials: FerryCredentials

    /// - Parameters:
    ///   - endpoint: What the command line names; it wins over the environment.
    ///   - tokenEnv: The variable that holds a bearer token.
    init(_ dialect: Destination.Dialect?, _ environment: Environment, endpoint: String?, tokenEnv: String) {
        self.endpoint = endpoint
        credentials = FerryCredentials(token: environment.value(tokenEnv))
        switch dialect {
        case .gcs: useGoogle(environment)
        case .supabase: useSupabase(environment)
        default: break
        }
    }

    /// `STORAGE_EMULATOR_HOST`, with or without a scheme, is a server that needs no credentials and gets none.
    private mutating func useGoogle(_ environment: Environment) {
        guard endpoint == nil, let host = environment.value("STORAGE_EMULATOR_HOST") else { return }
        endpoint = host.contains("://") ? host : "http://\(host)"
        credentials.token = nil
    }

    /// `SUPABASE_URL` counts for services of one's own: a hosted project is named by the destination.
    private mutating func useSupabase(_ environment: Environment) {
        if endpoint == nil, let url = environment.value("SUPABASE_URL"), !Self.isHosted(url) { endpoint = url }
        credentials.apiKey = environment.value("SUPABASE_SERVICE_ROLE_KEY") ?? environment.value("SUPABASE_KEY")
        credentials.uploadSignature = environment.value("SUPABASE_UPLOAD_TOKEN")
    }

    private static func isHosted(_ url: String) -> Bool {
        HTTPLocation(url).map { $0.authority.lowercased().hasSuffix(".supabase.co") } ?? false
    }
}

extension Destination.Dialect {
    /// The protocol of a destination's URL; `nil` when it is no usable one.
    static func of(_ destination: String) -> Destination.Dialect? { (try? Destination(destination))?.dialect }
}
