import FerryCurl
import FerryMediaWorker
import FerrySQLite
import FoundationEssentials

/// Looks whether this machine can send, and whether a destination can be sent to; see ``DestinationCheckup``.
///
/// ```swift
/// let report = await FerryDoctor(destination: "tus+https://host/files/", stateDirectory: "state").run()
/// for check in report.checks where check.ok == false { print(check.name, check.detail, check.next ?? "") }
/// ```
public struct FerryDoctor: Sendable {
    /// The destination's URL; `nil` looks at the machine alone.
    public var destination: String?
    /// The state directory; it is not made.
    public var stateDirectory: String
    /// How the destination is reached.
    public var access = DestinationAccess()
    /// The time limits of each request.
    public var limits = TransferLimits()
    /// A file of certificates (PEM) that alone are trusted; `nil` trusts what the system trusts.
    public var caFile: String?
    /// The path of `mediaferry-media-worker`; `nil` looks beside the running program.
    public var workerPath: String?
    /// A service that is asked too.
    public var service: ServiceJobs?
    /// Whether requests go through a proxy, which then looks names up.
    public var isProxied = false

    /// Creates a doctor.
    public init(destination: String?, stateDirectory: String) {
        self.destination = destination
        self.stateDirectory = stateDirectory
    }

    /// Looks at everything, in order.
    public func run() async -> HealthReport {
        var checks = await StateCheckup(path: stateDirectory).checks()
        checks.append(await store())
        checks.append(await worker())
        checks.append(.good("libcurl", "\(CurlTransport.libraryVersion), \(CurlTransport.tlsVersion)"))
        checks += await serviceChecks()
        checks += await destinationChecks()
        return HealthReport(checks: checks)
    }

    /// What a service says of itself; nothing where none was named.
    private func serviceChecks() async -> [HealthCheck] {
        guard let service else { return [] }
        do throws(FerryError) {
            let report = try await service.readiness()
            return [.good("service", report.ready ? "answers, and takes answers" : "answers")]
                + report.checks.map { check in
                    check.ok
                        ? .good("service.\(check.name)", check.detail)
                        : .fault(
                            "service.\(check.name)", check.detail, next: "see the service's log and /v1/monitoring")
                }
        } catch {
            return [.fault("service", error)]
        }
    }

    private func store() async -> HealthCheck {
        guard FileManager.default.fileExists(atPath: "\(stateDirectory)/\(SQLiteJobStore.fileName)") else {
            return .notRun("store", "there are no jobs yet")
        }
        do throws(FerryError) {
            let store = try await SQLiteJobStore.open(inDirectory: stateDirectory)
            let unfinished = try await store.latestJobs(
                in: Set(JobState.allCases.filter { !$0.isEnd }), limit: FerryJobs.listLimit)
            return .good("store", "opens; unfinished jobs: \(unfinished.count)")
        } catch {
            return .fault("store", error)
        }
    }

    /// Starts the worker on a moment of silence.
    private func worker() async -> HealthCheck {
        do throws(FerryError) {
            let prober = try Adapters.worker(path: workerPath)
            let probe = try await SourceInspection(prober: prober).probe(.dataURI(Self.silence, name: "silence"))
            let description = try await prober.describe()
            let means = description.confinement
            guard means.landlock != nil || means.filtersSystemCalls else {
                return .fault(
                    "mediaWorker", "decodes in a process that the kernel confines by limits alone",
                    next: "use a kernel with seccomp and Landlock, or send nothing that strangers made")
            }
            guard description.missingEncoders.allSatisfy({ $0 == Self.onlyForSmall }) else {
                return .fault(
                    "mediaWorker", "its FFmpeg lacks \(description.missingEncoders.joined(separator: ", "))",
                    next: "install an FFmpeg that has them; what needs no such encoder works without")
            }
            return .good(
                "mediaWorker",
                "starts and reads media (\(probe.container)), libavformat \(description.versions.libavformat);"
                    + " confined by limits, \(Self.text(means))"
                    + (description.missingEncoders.isEmpty ? "" : "; no \(Self.onlyForSmall): no preset small"))
        } catch {
            return .fault("mediaWorker", error)
        }
    }

    /// The encoder that only the preset `small` needs, by FFmpeg's name.
    private static let onlyForSmall = "libsvtav1"

    /// Which measures are in force, and which the kernel lacks.
    private static func text(_ means: ConfinementReport) -> String {
        [
            means.landlock.map { "Landlock \($0)" } ?? "no Landlock in this kernel",
            means.filtersSystemCalls ? "a filter of system calls" : "no filter of system calls in this kernel",
        ].joined(separator: ", ")
    }

    /// Eight samples of silence as WAVE, one channel of 8 bits at 8000 Hz.
    private static let silence =
        "data:audio/wav;base64,UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQgAAACAgICAgICAgA=="

    private func destinationChecks() async -> [HealthCheck] {
        guard let destination else { return [] }
        do throws(FerryError) {
            let parsed = try Destination(destination)
            let network = Adapters.transport(caFile: caFile)
            defer { network.shutdown() }
            let wiring = try await StorageWiring(parsed, access, network: network)
            var trace: FolderTrace?
            if case .folder(let path) = parsed.place { trace = await FolderTrace(path: path) }
            let checkup = DestinationCheckup(
                storage: wiring.storage, authorizer: wiring.authorizer, transport: wiring.transport ?? network,
                origin: Self.origin(parsed, wiring), limits: limits)
            let checks = await checkup.run(proxied: isProxied)
            await trace?.remove()
            return checks
        } catch {
            return [.fault("destination", error)]
                + DestinationCheckup.names.map { .notRun($0, "not run because of destination") }
        }
    }

    private static func origin(_ destination: Destination, _ wiring: StorageWiring) -> HTTPLocation? {
        if case .endpoint(let location) = destination.place { return location }
        return wiring.origin ?? wiring.endpoint.flatMap { HTTPLocation($0) }
    }
}
