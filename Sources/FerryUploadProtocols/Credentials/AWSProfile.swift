import FerryCore

/// One profile out of the credentials file and the config file.
struct AWSProfile: Sendable {
    let name: String
    /// Of the credentials file.
    private let shared: [String: ProfileText.Value]
    /// Of the config file.
    private let config: [String: ProfileText.Value]
    private let services: [String: ProfileText.Value]

    /// - Returns: `nil` when neither file knows the name.
    init?(_ name: String, shared sharedText: ProfileText, config configText: ProfileText) {
        let shared = sharedText.sections[name]
        let config =
            Self.section("profile", name, of: configText) ?? (name == "default" ? configText.sections[name] : nil)
        guard shared != nil || config != nil else { return nil }
        self.name = name
        self.shared = shared ?? [:]
        self.config = config ?? [:]
        let service = (config?["services"] ?? shared?["services"])?.text
        services = service.flatMap { Self.section("services", $0, of: configText) } ?? [:]
    }

    /// A section such as `[profile NAME]`, the name with or without quotes.
    private static func section(_ kind: String, _ name: String, of text: ProfileText) -> [String: ProfileText.Value]? {
        text.sections["\(kind) \(name)"] ?? text.sections["\(kind) \"\(name)\""] ?? text.sections["\(kind) '\(name)'"]
    }

    /// A setting; the credentials file wins, as with the AWS tools.
    func value(_ key: String) -> String? {
        let text = shared[key]?.text ?? config[key]?.text
        return text?.isEmpty == false ? text : nil
    }

    /// A setting of S3, such as `addressing_style` beneath `s3 =`.
    func s3Value(_ key: String) -> String? { config["s3"]?.nested[key] ?? shared["s3"]?.nested[key] }

    /// A setting of S3 in the section of services that the profile names.
    func s3ServiceValue(_ key: String) -> String? { services["s3"]?.nested[key] }

    /// The keys that stand in the credentials file.
    func sharedKeys() throws(FerryError) -> AWSCredentials? { try keys(shared) }

    /// The keys that stand in the config file.
    func configKeys() throws(FerryError) -> AWSCredentials? { try keys(config) }

    private func keys(_ section: [String: ProfileText.Value]) throws(FerryError) -> AWSCredentials? {
        guard let id = section["aws_access_key_id"]?.text, !id.isEmpty else { return nil }
        guard let key = section["aws_secret_access_key"]?.text, !key.isEmpty else {
            throw FerryError(
                .destinationUnauthorized, "the profile \(name) has an aws_access_key_id and no aws_secret_access_key",
                next: "complete the profile in the AWS credentials file")
        }
        let token = section["aws_session_token"]?.text ?? section["aws_security_token"]?.text
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: key, sessionToken: token.flatMap { $0.isEmpty ? nil : $0 })
    }
}
