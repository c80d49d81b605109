import Foundation
import Testing

/// One real storage as tests use it: how the command reaches it, and how a stranger reads an object back.
struct RealStore: Sendable, CustomTestStringConvertible {
    let name: String
    let server: RealServer
    /// The destination at a running server, for a prefix of the test's own.
    let destination: @Sendable (RealServer.Instance, _ prefix: String) -> String
    /// Credentials and endpoint.
    let environment: @Sendable (RealServer.Instance) -> [String: String]
    /// More arguments of the command.
    var arguments: @Sendable (RealServer.Instance) -> [String] = { _ in [] }
    /// Arguments of `curl` that read an object back.
    let reading: @Sendable (RealServer.Instance, _ prefix: String, _ object: String) -> [String]
    /// Makes what must be there before.
    var preparing: @Sendable (RealServer.Instance) async throws -> Void = { _ in }

    var testDescription: String { name }

    /// Whether its server can be had on this machine. Where it cannot, a line says so in the form in which the tests'
    /// script counts what was left out.
    var isHere: Bool {
        if !server.isHere { print("➜ Test with \(name) skipped: it cannot be had here") }
        return server.isHere
    }

    static let all = [radosgw, moto, gcs, webDAV, webDAVOverTLS]

    static let radosgw = RealStore(
        name: "Ceph object gateway", server: .radosgw, destination: { _, prefix in "s3://ferry/\(prefix)" },
        environment: { keys($0, "ferrykey", "ferrysecret") },
        // This release knows no checksums of the newer kinds.
        arguments: { _ in ["--checksum", "none"] },
        reading: { signed($0, "ferrykey:ferrysecret", $1, $2) },
        preparing: { try await make(bucket: $0, "ferrykey:ferrysecret") })

    static let moto = RealStore(
        name: "moto", server: .moto, destination: { _, prefix in "s3://ferry/\(prefix)" },
        environment: { keys($0, "anykey", "anysecret") },
        reading: { signed($0, "anykey:anysecret", $1, $2) },
        preparing: { try await make(bucket: $0, "anykey:anysecret") })

    static let gcs = RealStore(
        name: "gcp-storage-emulator", server: .gcs, destination: { _, prefix in "gs://ferry/\(prefix)" },
        environment: { ["STORAGE_EMULATOR_HOST": $0.url] },
        reading: { server, prefix, object in
            let name = "\(prefix)/\(object)".replacing("/", with: "%2F").replacing(" ", with: "%20")
            return ["\(server.url)/storage/v1/b/ferry/o/\(name)?alt=media"]
        })

    static let webDAV = RealStore(
        name: "nginx WebDAV", server: .nginx, destination: { "\($0.url)\($1)/" }, environment: { _ in [:] },
        reading: { ["\($0.url)\($1)/\($2)"] }, preparing: { try folders($0, "data") })

    static let webDAVOverTLS = RealStore(
        name: "nginx WebDAV over TLS and HTTP/2, with a password", server: .nginx,
        destination: { "\($0.urls.last ?? "")closed/\($1)/" },
        environment: { _ in ["MEDIAFERRY_USER": "ferry", "MEDIAFERRY_PASSWORD": "ferrypass"] },
        arguments: { ["--ca-file", "\($0.folder)/ca.pem"] },
        reading: {
            [
                "--cacert", "\($0.folder)/ca.pem", "--user", "ferry:ferrypass",
                "\($0.urls.last ?? "")closed/\($1)/\($2)",
            ]
        }, preparing: { try folders($0, "data/closed") })

    /// The folders that destinations name; those beneath them are made by the command.
    private static func folders(_ server: RealServer.Instance, _ parent: String) throws {
        for prefix in ["whole", "killed", "names"] {
            try FileManager.default.createDirectory(
                atPath: "\(server.folder)/\(parent)/\(prefix)", withIntermediateDirectories: true)
        }
    }

    private static func keys(
        _ server: RealServer.Instance, _ key: String, _ secret: String
    ) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_S3": server.url, "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        ]
    }

    private static let signing = [
        "--aws-sigv4", "aws:amz:us-east-1:s3", "--header", "x-amz-content-sha256: UNSIGNED-PAYLOAD",
    ]

    private static func signed(
        _ server: RealServer.Instance, _ user: String, _ prefix: String, _ object: String
    ) -> [String] {
        signing + ["--user", user, "\(server.url)/ferry/\(prefix)/\(object)"]
    }

    private static func make(bucket server: RealServer.Instance, _ user: String) async throws {
        let run = try await Curl.run(
            signing + ["--fail", "--user", user, "--request", "PUT", "\(server.url)/ferry"])
        try #require(run.code == 0, "\(run)")
    }
}
