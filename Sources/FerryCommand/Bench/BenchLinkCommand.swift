import ArgumentParser
import FerryLinkShaper
import MediaFerry
import UnixSignals

/// `mediaferry bench link`: a shaped link by itself, for any client.
struct BenchLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Stands before a server as a link of a known shape, for any client, until it is stopped.",
        discussion: """
            It listens on this machine and prints one line when it is ready:

              ready 127.0.0.1:PORT

              mediaferry bench link --to 127.0.0.1:8080 --shape rate=8M,delay=40ms
              curl -T file http://127.0.0.1:PORT/put/file
            """)

    @Option(help: .init("The server's host and port.", valueName: "host:port"))
    var to: String

    @Option(help: .init("What the link is like: rate=50M,delay=40ms,loss=1%,blackout=3s/20s.", valueName: "shape"))
    var shape: ShapeOption

    @Option(help: .init("Decides which segments are lost.", valueName: "n"))
    var seed: UInt64 = 1

    func run() async throws {
        let shape = try shape.value()
        guard let colon = to.lastIndex(of: ":"), colon != to.startIndex,
            let port = Int(to[to.index(after: colon)...]), (1...65_535).contains(port)
        else { throw ValidationError("--to is HOST:PORT, such as 127.0.0.1:8080") }
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        do throws(FerryError) {
            let link = try await LinkShaper.start(shape, to: String(to[..<colon]), port: port, seed: seed)
            Console.output("ready 127.0.0.1:\(link.port)")
            for await _ in signals { break }
            let traffic = await link.traffic()
            await link.shutdown()
            Console.error(
                "link: \(traffic.connections) connections, \(traffic.bytesUp) bytes up, \(traffic.bytesDown) down, "
                    + "\(traffic.lostSegments) segments lost")
        } catch {
            Console.complain(error)
            throw ExitCode(1)
        }
    }
}
