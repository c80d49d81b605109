import ArgumentParser
import MediaFerry

/// `mediaferry doctor`: what is wrong, and what to do about it.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks whether this machine can send, and whether a destination takes what is sent.",
        discussion: """
            With --to a small probe object goes the way of every upload: it is created, begun, broken off, continued,
            completed, compared and deleted. What was not reached is told as not run.

              mediaferry doctor
              mediaferry doctor --to tus+https://media.example/files/
              mediaferry doctor --server http://127.0.0.1:8080

            Exit: 0 nothing is wrong, 1 a fault was found, 64 wrong usage.
            """)

    @OptionGroup var transfer: TransferOptions

    @Option(help: .init("The URL of a hand-off service that is asked whether it can take answers.", valueName: "url"))
    var server: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    @Option(help: .init("The program that touches media.", valueName: "path", visibility: .hidden))
    var mediaWorker: String?

    func run() async throws {
        let environment = Environment()
        var doctor = FerryDoctor(
            destination: try destination(environment), stateDirectory: transfer.state ?? environment.stateDirectory)
        doctor.access = transfer.access.access(
            doctor.destination.flatMap(Destination.Dialect.of), environment)
        doctor.limits = transfer.limits
        doctor.caFile = transfer.access.certificates(environment)
        doctor.workerPath = mediaWorker
        doctor.service = try server.map { url in
            do throws(FerryError) { return try ServiceJobs(url: url, token: nil, caFile: doctor.caFile) } catch {
                throw ValidationError("\(error.message); \(error.next)")
            }
        }
        doctor.isProxied = Self.isProxied(doctor.destination, environment)
        let report = await doctor.run()
        if json { try Console.document(report) } else { report.checks.flatMap(Self.lines).forEach(Console.output) }
        if report.hasFault { throw ExitCode(1) }
    }

    /// Without a destination the machine alone is looked at.
    private func destination(_ environment: Environment) throws -> String? {
        guard transfer.to != nil || environment.value("MEDIAFERRY_DESTINATION") != nil else { return nil }
        let text = try transfer.destination(environment)
        do throws(FerryError) { _ = try Destination(text) } catch {
            throw ValidationError("\(error.message); \(error.next)")
        }
        return text
    }

    /// Whether the environment names a proxy for such a URL, as curl reads it; exceptions are not looked at.
    private static func isProxied(_ destination: String?, _ environment: Environment) -> Bool {
        let isPlain = destination?.contains("http://") ?? false
        let names = ["all_proxy", "ALL_PROXY"] + (isPlain ? ["http_proxy"] : ["https_proxy", "HTTPS_PROXY"])
        return environment.value("no_proxy") == nil && environment.value("NO_PROXY") == nil
            && names.contains { environment.value($0) != nil }
    }

    private static func lines(_ check: HealthCheck) -> [String] {
        let word = check.ok.map { $0 ? "ok     " : "FAULT  " } ?? "-      "
        let gap = String(repeating: " ", count: max(1, 13 - check.name.count))
        return ["\(word)\(check.name)\(gap)\(Console.visible(check.detail))"]
            + (check.next.map { ["       \(String(repeating: " ", count: 13))next: \(Console.visible($0))"] } ?? [])
    }
}
