import FerryCore
import NIOSSL

/// The certificate that the service shows, and its key, as files in PEM.
public struct ServerCertificate: Sendable, Equatable {
    /// The file of the certificate, with those that vouch for it behind it.
    public var chainFile: String
    /// The file of its private key.
    public var keyFile: String

    /// Names the files; they are read when the service starts.
    public init(chainFile: String, keyFile: String) {
        self.chainFile = chainFile
        self.keyFile = keyFile
    }

    /// TLS 1.2 and later with this certificate.
    ///
    /// - Throws: `source.unreadable` that names the file.
    func nioConfiguration() throws(FerryError) -> TLSConfiguration {
        let chain = try Self.read(chainFile) { try NIOSSLCertificate.fromPEMFile(chainFile) }
        let key = try Self.read(keyFile) { try NIOSSLPrivateKey(file: keyFile, format: .pem) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }

    private static func read<Value>(_ file: String, _ body: () throws -> Value) throws(FerryError) -> Value {
        do { return try body() } catch {
            throw FerryError(
                .sourceUnreadable, "the file holds no certificate or key that can be used", input: file,
                next: "give PEM files with --tls-certificate and --tls-key")
        }
    }
}
