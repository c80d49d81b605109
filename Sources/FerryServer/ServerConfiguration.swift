/// Where the service listens, who may connect, and its limits.
public struct ServerConfiguration: Sendable {
    /// Address to listen on. Loopback unless told otherwise.
    public var host = "127.0.0.1"
    /// Port to listen on; 0 takes a free one.
    public var port = 0
    /// The certificate to show; `nil` serves plain HTTP.
    public var tls: ServerCertificate?
    /// Origins of web pages that may use the service, such as `https://interview.example`.
    public var corsOrigins: [String] = []
    /// What clients are held to.
    public var limits = ServerLimits()

    /// Plain HTTP on a free port of loopback.
    public init() {}
}
