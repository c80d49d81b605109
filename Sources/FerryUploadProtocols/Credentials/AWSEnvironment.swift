public import FerryCore

/// What the standard environment of the AWS tools says: variables, and the profile of the two files (AWS SDKs and Tools
/// Reference Guide). Pure: the variables and the files' texts are given.
public struct AWSEnvironment: Sendable {
    private let variables: [String: Secret]
    private let profile: AWSProfile?

    /// How a bucket stands in URLs.
    public enum Addressing: String, Sendable {
        /// In the path: `https://host/BUCKET/KEY`.
        case path
        /// Before the host: `https://BUCKET.host/KEY`.
        case virtual
        /// As the client finds right.
        case auto
    }

    /// Where the two files are: the variables that name them, else `~/.aws/credentials` and `~/.aws/config`; `nil` where
    /// not even the home directory is known.
    public static func paths(_ variables: [String: String]) -> (shared: String?, config: String?) {
        let home = variables["HOME"].flatMap { $0.isEmpty ? nil : $0 }
        func path(_ variable: String, _ name: String) -> String? {
            guard let given = variables[variable], !given.isEmpty else { return home.map { "\($0)/.aws/\(name)" } }
            return given.hasPrefix("~/") ? home.map { $0 + given.dropFirst() } : given
        }
        return (path("AWS_SHARED_CREDENTIALS_FILE", "credentials"), path("AWS_CONFIG_FILE", "config"))
    }

    /// Reads it.
    ///
    /// - Parameters:
    ///   - variables: The environment variables.
    ///   - shared: The text of the credentials file; `nil` where there is none.
    ///   - config: The text of the config file; `nil` where there is none.
    /// - Throws: `destination.unauthorized` when `AWS_PROFILE` names a profile that is in neither file.
    public init(variables: [String: String], shared: String?, config: String?) throws(FerryError) {
        self.variables = variables.filter { $0.key.hasPrefix("AWS_") && !$0.value.isEmpty }.mapValues(Secret.init)
        let named = self.variables["AWS_PROFILE"] ?? self.variables["AWS_DEFAULT_PROFILE"]
        let name = named?.revealed ?? "default"
        profile = AWSProfile(name, shared: ProfileText(shared ?? ""), config: ProfileText(config ?? ""))
        guard named == nil || profile != nil else {
            throw FerryError(
                .destinationUnauthorized, "AWS_PROFILE names the profile \(name), which no AWS file has",
                next: "check AWS_PROFILE, AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE")
        }
    }

    /// `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile's `region`.
    public var region: String? {
        variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? profile?.value("region")
    }

    /// The URL of the S3 service where it is not Amazon's: `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, the profile's
    /// section of services, the profile's `endpoint_url`.
    public var s3Endpoint: String? {
        let isIgnored =
            variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ?? profile?.value("ignore_configured_endpoint_urls")
        guard isIgnored?.lowercased() != "true" else { return nil }
        return variable("AWS_ENDPOINT_URL_S3") ?? variable("AWS_ENDPOINT_URL")
            ?? profile?.s3ServiceValue("endpoint_url") ?? profile?.value("endpoint_url")
    }

    /// The profile's `addressing_style` beneath `s3 =`.
    public var s3Addressing: Addressing? {
        profile?.s3Value("addressing_style").flatMap { Addressing(rawValue: $0.lowercased()) }
    }

    /// Whether checksums may be sent that no request needs; `nil` where nothing is said.
    /// `AWS_REQUEST_CHECKSUM_CALCULATION` or the profile's `request_checksum_calculation`.
    public var sendsOptionalChecksums: Bool? {
        let text = variable("AWS_REQUEST_CHECKSUM_CALCULATION") ?? profile?.value("request_checksum_calculation")
        return switch text?.lowercased() {
        case "when_supported": true
        case "when_required": false
        default: nil
        }
    }

    func variable(_ name: String) -> String? { variables[name]?.revealed }
}

extension AWSEnvironment {
    /// Where credentials come from.
    public enum Origin: Sendable, Hashable {
        /// They stand in a variable or a file.
        case keys(AWSCredentials)
        /// A program prints them: its path or name, and its arguments.
        case process([Secret])
    }

    /// The first source that has credentials, in the order of the AWS tools: variables, credentials file,
    /// `credential_process`, config file.
    ///
    /// - Throws: `destination.unauthorized` when there are none, half of them, or only such as this package cannot get.
    public func credentials() throws(FerryError) -> Origin {
        if let keys = try keysOfVariables() { return .keys(keys) }
        guard let profile else { throw Self.none }
        try refuseForeign(profile)
        if let keys = try profile.sharedKeys() { return .keys(keys) }
        if let command = profile.value("credential_process") {
            guard let words = CommandWords.split(command), !words.isEmpty else {
                throw FerryError(
                    .destinationUnauthorized, "the credential_process of the profile \(profile.name) has an open quote",
                    next: "correct the profile in the AWS config file")
            }
            return .process(words.map(Secret.init))
        }
        if let keys = try profile.configKeys() { return .keys(keys) }
        throw Self.none
    }

    private func keysOfVariables() throws(FerryError) -> AWSCredentials? {
        guard let id = variable("AWS_ACCESS_KEY_ID") else { return nil }
        guard let key = variable("AWS_SECRET_ACCESS_KEY") else {
            throw FerryError(
                .destinationUnauthorized, "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not",
                next: "set both or neither")
        }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: key,
            sessionToken: variable("AWS_SESSION_TOKEN") ?? variable("AWS_SECURITY_TOKEN"),
            expiresAt: variable("AWS_CREDENTIAL_EXPIRATION").flatMap(AWSProcessReply.time))
    }

    /// Ways to credentials that the AWS tools try before keys in files, and that need their service.
    private func refuseForeign(_ profile: AWSProfile) throws(FerryError) {
        let foreign = ["role_arn", "web_identity_token_file", "sso_session", "sso_start_url", "login_session"]
        guard let key = foreign.first(where: { profile.value($0) != nil }) else { return }
        throw FerryError(
            .destinationUnauthorized,
            "the profile \(profile.name) gets its credentials by \(key), which only AWS tools do",
            next: "add a profile with credential_process = aws configure export-credentials --profile \(profile.name)")
    }

    private static let none = FerryError(
        .destinationUnauthorized, "no AWS credentials were found",
        next: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE")
}
