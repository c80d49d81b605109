import Foundation

/// A certificate for `localhost` of one's own making, with its key, in a folder of its own.
struct OwnCertificate {
    static let openssl = "/usr/bin/openssl"

    let folder: URL

    /// The file of the certificate, which is its own CA.
    var certificate: String { folder.appending(path: "cert.pem").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ferry-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let maker = Process()
        maker.executableURL = URL(filePath: Self.openssl)
        maker.currentDirectoryURL = folder
        maker.arguments =
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
            .split(separator: " ").map(String.init)
        maker.standardError = FileHandle.nullDevice
        try maker.run()
        maker.waitUntilExit()
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
