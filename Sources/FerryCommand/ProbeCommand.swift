import ArgumentParser
import MediaFerry

/// `mediaferry probe`: what a source really holds.
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Says what a recording really holds, counted from its packets.",
        discussion: """
            Nothing is sent and nothing is kept. The source may be a file, a file that holds a data URI, or -.

              mediaferry probe answer.webm --json
            """)

    @Argument(help: "A file or -.")
    var source: String

    @Flag(help: "Print one JSON document.")
    var json = false

    @Option(help: .init("The program that touches media.", valueName: "path", visibility: .hidden))
    var mediaWorker: String?

    /// The document that `--json` prints.
    struct Document: Encodable {
        let source: String
        let probe: MediaProbe

        private enum CodingKeys: String, CodingKey {
            case schema, source
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode("mediaferry.probe/1", forKey: .schema)
            try container.encode(source, forKey: .source)
            try probe.encode(to: encoder)
        }
    }

    func run() async throws {
        do {
            let source = source == "-" ? FerrySource.standardInput : .file(path: source)
            let probe = try await FerryInspector(workerPath: mediaWorker).probe(source)
            if json { try Console.document(Document(source: self.source, probe: probe)) } else { show(probe) }
        } catch let error as FerryError {
            Console.complain(error)
            throw ExitCode(1)
        }
    }

    private func show(_ probe: MediaProbe) {
        let seconds = probe.durationSeconds.map { "\(Phrases.fixed($0, 2)) s" } ?? "unknown"
        Console.output(
            "\(Console.visible(source)): \(probe.container), \(seconds), \(Phrases.bytes(Double(probe.bytes)))")
        for track in probe.tracks {
            let size = track.width.flatMap { width in track.height.map { " \(width)x\($0)" } } ?? ""
            let sound = track.sampleRate.map { " \($0) Hz, \(track.channels ?? 0) channels" } ?? ""
            Console.output(
                "  \(track.index) \(track.kind.rawValue) \(track.codec)\(size)\(sound): \(track.packets) packets, "
                    + "\(track.keyFrames) key, \(Phrases.fixed(track.seconds, 2)) s")
        }
        for defect in probe.defects { Console.output("  ! \(defect.code): \(Console.visible(defect.detail))") }
    }
}
