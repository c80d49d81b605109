public import FerryCore
public import FerryUploadProtocols

/// The standard environment of the AWS tools: variables, the two files, and `credential_process`. Files are read each time
/// anew, so that what another tool has renewed is found.
public struct AWSStandardSource: AWSCredentialSource {
    /// How long a `credential_process` may take, in seconds.
    public static let processTime = 60.0

    private let variables: [String: Secret]
    private let lane = BlockingLane(label: "aws", width: 1)

    /// Takes the environment's variables as they are now.
    public init(variables: [String: String]) { self.variables = variables.mapValues(Secret.init) }

    /// Region, endpoint and the like.
    ///
    /// - Throws: `destination.unauthorized` when a file cannot be read or a named profile is not there.
    public func environment() async throws(FerryError) -> AWSEnvironment {
        try await lane.run { () throws(FerryError) in try read() }
    }

    /// The credentials of the first source that has any.
    public func credentials(now: Timestamp) async throws(FerryError) -> AWSCredentials {
        try await lane.run { () throws(FerryError) in
            switch try read().credentials() {
            case .keys(let keys): return keys
            case .process(let words): return try run(words)
            }
        }
    }

    private func read() throws(FerryError) -> AWSEnvironment {
        let variables = variables.mapValues(\.revealed)
        let paths = AWSEnvironment.paths(variables)
        return try AWSEnvironment(
            variables: variables, shared: try CredentialFile.text(paths.shared),
            config: try CredentialFile.text(paths.config))
    }

    private func run(_ words: [Secret]) throws(FerryError) -> AWSCredentials {
        let command = CommandOutput(
            words: words.map(\.revealed), variables: variables.mapValues(\.revealed), seconds: Self.processTime)
        guard let credentials = AWSProcessReply.credentials(try command.run()) else {
            throw FerryError(
                .destinationUnauthorized, "the credential_process printed no credentials (JSON, version 1)",
                next: "run the profile's credential_process by hand")
        }
        return credentials
    }
}
