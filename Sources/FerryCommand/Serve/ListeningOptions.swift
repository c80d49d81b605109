import ArgumentParser
import FerryServer
import Logging

/// Where the service listens and who may connect.
struct ListeningOptions: ParsableArguments {
    @Option(help: .init("The address to listen on.", valueName: "host"))
    var listen = "127.0.0.1"

    @Option(help: .init("The port; 0 takes a free one.", valueName: "n"))
    var port = 0

    @Option(help: .init("The certificate to show and those that vouch for it (PEM).", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: .init("The certificate's private key (PEM).", valueName: "file"))
    var tlsKey: String?

    @Option(
        help: .init(
            "The origin of web pages that may use the service, such as https://interview.example; may be repeated.",
            valueName: "url"))
    var corsOrigin: [String] = []

    @Option(help: .init("Connections served at a time.", valueName: "n"))
    var maxConnections = 1024

    @Option(help: .init("Requests a second of one client, in the long run.", valueName: "n"))
    var requestRate = 200.0

    @Option(
        help: .init(
            "Bytes a second that the body of a request or an upload must come with, on average, after a grace of 20 seconds.",
            valueName: "n"))
    var minBodyRate = 4096.0

    @Option(
        help: .init(
            "Least severe messages on standard error: debug, info (each request), notice, warning, error.",
            valueName: "level"))
    var logLevel = LogLevel(level: .notice)

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key belong together")
        }
        guard (1...100_000).contains(maxConnections) else {
            throw ValidationError("--max-connections must be from 1 to 100000")
        }
        guard minBodyRate >= 1 else { throw ValidationError("--min-body-rate must be 1 or more") }
        guard requestRate >= 1 else { throw ValidationError("--request-rate must be 1 or more") }
        for origin in corsOrigin {
            let rest = origin.firstRange(of: "://").map { origin[$0.upperBound...] }
            guard let rest, !rest.isEmpty, !rest.contains("/"), origin.hasPrefix("http") else {
                throw ValidationError("--cors-origin \(origin) is no origin: use SCHEME://HOST or SCHEME://HOST:PORT")
            }
        }
    }

    /// The server that is asked for.
    var configuration: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.host = listen
        configuration.port = port
        configuration.corsOrigins = corsOrigin
        configuration.limits.maxConnections = maxConnections
        configuration.limits.requestsPerSecond = requestRate
        configuration.limits.requestBurst = requestRate * 2
        configuration.limits.minBodyRate = minBodyRate
        if let tlsCertificate, let tlsKey {
            configuration.tls = ServerCertificate(chainFile: tlsCertificate, keyFile: tlsKey)
        }
        return configuration
    }
}

/// How severe a message must be, by name.
struct LogLevel: ExpressibleByArgument {
    let level: Logger.Level

    init(level: Logger.Level) { self.level = level }

    init?(argument: String) {
        guard let level = Logger.Level(rawValue: argument) else { return nil }
        self.level = level
    }

    static var allValueStrings: [String] { Logger.Level.allCases.map(\.rawValue) }
    var defaultValueDescription: String { level.rawValue }
}
