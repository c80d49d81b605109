import Foundation

/// A certificate for `localhost` of one's own making, with its key, in a folder of its own.
struct OwnCertificate {
    static let openssl = "/usr/bin/openssl"

    let folder: URL

    /// The file of the certificate, which is its own CA.
    var certificate: String { folder.appending(path: "cert.pem").path }

    /// - Parameters:
    ///   - host: The name it is for.
    ///   - days: Days that it holds from now on; fewer than none have passed already.
    init(host: String = "localhost", days: Int = 2) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ferry-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let names = "subjectAltName=DNS:\(host)" + (host == "localhost" ? ",IP:127.0.0.1" : "")
        try Data("\(names)\nbasicConstraints=CA:TRUE\n".utf8).write(to: folder.appending(path: "names"))
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem"
        try run("req -new \(key) -out request.pem -subj /CN=\(host)")
        try run("x509 -req -in request.pem -signkey key.pem -extfile names -days \(days) -out cert.pem")
    }

    private func run(_ arguments: String) throws {
        let maker = Process()
        maker.executableURL = URL(filePath: Self.openssl)
        maker.currentDirectoryURL = folder
        maker.arguments = arguments.split(separator: " ").map(String.init)
        maker.standardError = FileHandle.nullDevice
        try maker.run()
        maker.waitUntilExit()
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
