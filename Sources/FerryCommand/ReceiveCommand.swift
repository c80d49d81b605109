import ArgumentParser
import FerryReceiver
import Logging
import MediaFerry
import ServiceLifecycle
import UnixSignals

/// `mediaferry receive`: an upload server that keeps files in a folder.
struct ReceiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract: "Runs an upload server that keeps what it receives in a folder.",
        discussion: """
            tus 1.0 at /files/, plain PUT at /put/NAME, GET of what is finished. When it is ready it prints one line:

              ready http://HOST:PORT/files/

            It listens on this machine only unless --listen says otherwise. With a token in the variable named by
            --token-env, requests need it as a bearer token.
            """)

    @Option(help: .init("The folder; it is made when it is not there.", valueName: "dir"))
    var root: String

    @Option(help: .init("The address to listen on.", valueName: "host"))
    var listen = "127.0.0.1"

    @Option(help: .init("The port; 0 takes a free one.", valueName: "n"))
    var port = 0

    @Option(
        help: .init(
            "The variable that holds the token that clients must send. Default: MEDIAFERRY_TOKEN, where it is set.",
            valueName: "name"))
    var tokenEnv: String?

    @Option(help: .init("The largest upload.", valueName: "size"))
    var maxSize: ByteQuantity?

    @Option(help: .init("Uploads that are kept, finished and unfinished.", valueName: "n"))
    var maxUploads: Int?

    @Option(help: .init("Seconds after which an unfinished upload is forgotten.", valueName: "s"))
    var expire: Seconds?

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
        guard maxUploads.map({ $0 > 0 }) ?? true else { throw ValidationError("--max-uploads must be above 0") }
    }

    func run() async throws {
        let environment = Environment()
        var configuration = ReceiverConfiguration(root: root)
        configuration.host = listen
        configuration.port = port
        configuration.token = environment.value(tokenEnv ?? "MEDIAFERRY_TOKEN")
        if let tokenEnv, configuration.token == nil {
            throw ValidationError("--token-env names \(tokenEnv), which is not set or empty")
        }
        if let maxSize { configuration.maxUploadBytes = maxSize.bytes }
        if let maxUploads { configuration.maxUploads = maxUploads }
        if let expire { configuration.expireSeconds = expire.value }
        do {
            try await serve(Receiver(configuration: configuration))
        } catch let error as FerryError {
            Console.complain(error)
            throw ExitCode(1)
        }
    }

    private func serve(_ receiver: Receiver) async throws {
        var logger = Logger(label: "mediaferry.receive", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .warning
        let group = ServiceGroup(
            configuration: .init(
                services: [AnnouncedReceiver(receiver: receiver)], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger))
        try await group.run()
    }
}

/// A receiver that says where it listens.
private struct AnnouncedReceiver: Service {
    let receiver: Receiver

    func run() async throws {
        try await receiver.run { host, port in
            let name = host.contains(":") ? "[\(host)]" : host
            Console.output("ready http://\(name):\(port)/files/")
        }
    }
}
