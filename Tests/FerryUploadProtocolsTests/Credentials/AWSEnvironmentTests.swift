import FerryCore
import Testing

@testable import FerryUploadProtocols

@Suite struct AWSEnvironmentTests {
    /// The variables, the texts of both files, and what they mean.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var variables: [String: String] = [:]
        var shared: String?
        var config: String?
        /// The key's name, `process WORDS`, or a piece of the error.
        var origin = "no AWS credentials were found"
        var region: String?
        var endpoint: String?

        func environment() throws(FerryError) -> AWSEnvironment {
            try AWSEnvironment(variables: variables, shared: shared, config: config)
        }
    }

    private static let keys = ["AWS_ACCESS_KEY_ID": "VARIABLE", "AWS_SECRET_ACCESS_KEY": "s"]
    private static let sharedFile =
        "[default]\naws_access_key_id = SHARED\naws_secret_access_key = s\n[other]\naws_access_key_id=OTHER\naws_secret_access_key=s\nregion = shared-1"
    private static let configFile =
        "[default]\nregion = config-1\n[profile work]\nregion = work-1\naws_access_key_id = WORK\naws_secret_access_key = s"

    static let cases: [Case] = [
        Case(testDescription: "nothing at all"),
        Case(testDescription: "variables", variables: keys, origin: "VARIABLE"),
        Case(
            testDescription: "variables before files", variables: keys, shared: sharedFile, config: configFile,
            origin: "VARIABLE", region: "config-1"),
        Case(
            testDescription: "half of the variables", variables: ["AWS_ACCESS_KEY_ID": "A"], shared: sharedFile,
            origin: "AWS_SECRET_ACCESS_KEY is not"),
        Case(
            testDescription: "empty variables count for nothing",
            variables: ["AWS_ACCESS_KEY_ID": "", "AWS_PROFILE": "", "AWS_REGION": ""], shared: sharedFile,
            config: configFile, origin: "SHARED", region: "config-1"),
        Case(
            testDescription: "credentials file", shared: sharedFile, config: configFile, origin: "SHARED",
            region: "config-1"),
        Case(
            testDescription: "another profile", variables: ["AWS_PROFILE": "other"], shared: sharedFile,
            config: configFile, origin: "OTHER", region: "shared-1"),
        Case(
            testDescription: "a profile of the config file alone", variables: ["AWS_PROFILE": "work"],
            shared: sharedFile, config: configFile, origin: "WORK", region: "work-1"),
        Case(
            testDescription: "the older name of the variable", variables: ["AWS_DEFAULT_PROFILE": "work"],
            config: configFile, origin: "WORK", region: "work-1"),
        Case(
            testDescription: "quoted profile", variables: ["AWS_PROFILE": "my work"],
            config: "[profile \"my work\"]\naws_access_key_id = Q\naws_secret_access_key = s", origin: "Q"),
        Case(
            testDescription: "config sections without the word profile are no profiles",
            variables: ["AWS_PROFILE": "work"], config: "[work]\naws_access_key_id = W\naws_secret_access_key = s",
            origin: "no AWS file has"),
        Case(
            testDescription: "unknown profile", variables: ["AWS_PROFILE": "gone"], shared: sharedFile,
            origin: "no AWS file has"),
        Case(
            testDescription: "AWS_REGION before AWS_DEFAULT_REGION before the profile",
            variables: keys.merging(["AWS_REGION": "a-1", "AWS_DEFAULT_REGION": "b-1"]) { $1 }, config: configFile,
            origin: "VARIABLE", region: "a-1"),
        Case(
            testDescription: "AWS_DEFAULT_REGION before the profile",
            variables: keys.merging(["AWS_DEFAULT_REGION": "b-1"]) { $1 }, config: configFile, origin: "VARIABLE",
            region: "b-1"),
        Case(
            testDescription: "a program",
            config:
                "[default]\ncredential_process = /opt/my\\ tool --for \"a b\" 'c d'\naws_access_key_id = LATER\naws_secret_access_key = s",
            origin: "process /opt/my tool|--for|a b|c d"),
        Case(
            testDescription: "the credentials file before a program", shared: sharedFile,
            config: "[default]\ncredential_process = tool", origin: "SHARED"),
        Case(
            testDescription: "an open quote", config: "[default]\ncredential_process = tool \"a", origin: "open quote"),
        Case(
            testDescription: "a role", shared: sharedFile,
            config: "[default]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = other", origin: "role_arn"),
        Case(testDescription: "single sign-on", config: "[default]\nsso_session = corp", origin: "sso_session"),
        Case(
            testDescription: "half a profile", shared: "[default]\naws_access_key_id = A",
            origin: "no aws_secret_access_key"),
        Case(
            testDescription: "endpoint of S3 before that of all",
            variables: keys.merging(["AWS_ENDPOINT_URL": "http://all", "AWS_ENDPOINT_URL_S3": "http://s3"]) { $1 },
            origin: "VARIABLE", endpoint: "http://s3"),
        Case(
            testDescription: "endpoint variable before the files",
            variables: keys.merging(["AWS_ENDPOINT_URL": "http://all"]) { $1 },
            config: "[default]\nservices = x\n[services x]\ns3 =\n  endpoint_url = http://svc", origin: "VARIABLE",
            endpoint: "http://all"),
        Case(
            testDescription: "section of services before the profile", variables: keys,
            config: "[default]\nservices = x\nendpoint_url = http://p\n[services x]\ns3 =\n  endpoint_url = http://svc",
            origin: "VARIABLE", endpoint: "http://svc"),
        Case(
            testDescription: "services of others", variables: keys,
            config:
                "[default]\nservices = x\nendpoint_url = http://p\n[services x]\ndynamodb =\n  endpoint_url = http://svc",
            origin: "VARIABLE", endpoint: "http://p"),
        Case(
            testDescription: "endpoints ignored",
            variables: keys.merging(["AWS_ENDPOINT_URL": "http://all", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) {
                $1
            }, origin: "VARIABLE"),
    ]

    @Test("variables and files mean what they mean to the AWS tools", arguments: cases) func resolution(_ given: Case) {
        do throws(FerryError) {
            let environment = try given.environment()
            #expect(environment.region == given.region)
            #expect(environment.s3Endpoint == given.endpoint)
            #expect(Self.text(try environment.credentials()) == given.origin)
        } catch {
            #expect(error.code == .destinationUnauthorized)
            #expect("\(error)".contains(given.origin), "\(error)")
        }
    }

    @Test("token and expiry come along") func temporaryKeys() throws {
        var variables = Self.keys
        variables["AWS_SESSION_TOKEN"] = "t"
        variables["AWS_CREDENTIAL_EXPIRATION"] = "2026-05-01T14:00:00+02:00"
        let environment = try AWSEnvironment(variables: variables, shared: nil, config: nil)
        let expected = AWSCredentials(
            accessKeyID: "VARIABLE", secretAccessKey: "s", sessionToken: "t",
            expiresAt: Timestamp("2026-05-01T12:00:00Z"))
        #expect(try environment.credentials() == .keys(expected))
        let file = "[default]\naws_access_key_id = A\naws_secret_access_key = b\naws_session_token = c"
        let fromFile = try AWSEnvironment(variables: [:], shared: file, config: nil).credentials()
        #expect(fromFile == .keys(AWSCredentials(accessKeyID: "A", secretAccessKey: "b", sessionToken: "c")))
    }

    @Test("addressing and checksums can be set in the profile") func stores() throws {
        let config = "[default]\nrequest_checksum_calculation = WHEN_REQUIRED\ns3 =\n  addressing_style = path"
        let environment = try AWSEnvironment(variables: [:], shared: nil, config: config)
        #expect(environment.s3Addressing == .path)
        #expect(environment.sendsOptionalChecksums == false)
        let variables = ["AWS_REQUEST_CHECKSUM_CALCULATION": "when_supported"]
        #expect(try AWSEnvironment(variables: variables, shared: nil, config: config).sendsOptionalChecksums == true)
        let bare = try AWSEnvironment(variables: [:], shared: nil, config: "[default]\ns3 =\n  addressing_style = odd")
        #expect(bare.s3Addressing == nil)
        #expect(bare.sendsOptionalChecksums == nil)
    }

    @Test("the files are where the variables say, else in the home directory") func places() {
        let home = AWSEnvironment.paths(["HOME": "/home/ada"])
        #expect(home.shared == "/home/ada/.aws/credentials")
        #expect(home.config == "/home/ada/.aws/config")
        let named = AWSEnvironment.paths(
            ["HOME": "/home/ada", "AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "/etc/s"])
        #expect(named.shared == "/etc/s")
        #expect(named.config == "/home/ada/c")
        #expect(AWSEnvironment.paths([:]).shared == nil)
    }

    @Test("no secret shows") func isNeverSeen() throws {
        var variables = [
            "AWS_ACCESS_KEY_ID": "sesame-id", "AWS_SECRET_ACCESS_KEY": "sesame", "AWS_SESSION_TOKEN": "sesame",
        ]
        variables["AWS_PROFILE"] = "p"
        let environment = try AWSEnvironment(
            variables: variables, shared: "[p]\naws_secret_access_key = sesame\ncredential_process = sesame",
            config: nil)
        let process = try AWSEnvironment(
            variables: [:], shared: "[default]\ncredential_process = tool --password sesame", config: nil
        ).credentials()
        var text = "\(environment) \(try environment.credentials()) \(process)"
        text += String(reflecting: environment)
        dump(environment, to: &text)
        dump(try environment.credentials(), to: &text)
        dump(process, to: &text)
        #expect(!text.contains("sesame"))
    }

    private static func text(_ origin: AWSEnvironment.Origin) -> String {
        switch origin {
        case .keys(let keys): keys.accessKeyID.revealed
        case .process(let words): "process " + words.map(\.revealed).joined(separator: "|")
        }
    }
}
