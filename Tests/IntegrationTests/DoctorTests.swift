import Foundation
import Testing

@Suite("The doctor", .boundedWidth) struct DoctorTests {
    private static let chain = [
        "resolve", "connect", "tls", "credentials", "create", "resume", "complete", "delete", "clock", "features",
    ]

    /// Runs `mediaferry doctor --json`; the checks by their names.
    private func examine(
        _ road: Road, to url: String? = nil, _ options: [String] = [], environment: [String: String] = [:]
    ) async throws -> (run: RunResult, checks: [String: JSONValue], names: [String]) {
        let run = try await Command.run(
            ["doctor", "--json", "--state", road.state] + (url.map { ["--to", $0] } ?? []) + options,
            environment: environment)
        let document = try JSONValue.parse(run.outputText)
        #expect(document["schema"]?.text == "mediaferry.doctor/1")
        let checks = document["checks"]?.items ?? []
        for check in checks { #expect(check.keys == ["name", "ok", "detail", "next"]) }
        let names = checks.compactMap { $0["name"]?.text }
        return (run, Dictionary(zip(names, checks), uniquingKeysWith: { first, _ in first }), names)
    }

    @Test("a machine that is fit has no fault, and looking makes no state directory")
    func machine() async throws {
        let road = try await Road()
        let (run, checks, names) = try await examine(road)
        #expect(run.code == 0, "\(run)")
        #expect(names == ["state", "space", "store", "mediaWorker", "libcurl"])
        #expect(checks["mediaWorker"]?["detail"]?.text?.contains("wav") == true, "\(run)")
        #expect(checks["store"]?["ok"] == .null)
        #expect(!FileManager.default.fileExists(atPath: road.state))
    }

    @Test("a receiver passes everything, and nothing of the probe is left in it", arguments: [nil, "geheim"])
    func receiver(_ token: String?) async throws {
        let road = try await Road(token: token)
        let (run, checks, names) = try await examine(
            road, to: "tus+\(road.receiver.url)", environment: token.map { ["MEDIAFERRY_TOKEN": $0] } ?? [:])
        #expect(run.code == 0, "\(run)")
        #expect(Array(names.suffix(Self.chain.count)) == Self.chain)
        for name in Self.chain where name != "tls" { #expect(checks[name]?["ok"]?.isTrue == true, "\(name): \(run)") }
        #expect(checks["complete"]?["detail"]?.text?.contains("SHA-256 the same") == true)
        #expect(try road.receiver.objects().isEmpty && road.receiver.unfinishedCount() == 0)
        #expect(!"\(run)".contains("geheim"))
    }

    @Test("a wrong token is a fault of the credentials")
    func token() async throws {
        let road = try await Road(token: "right")
        let (run, checks, _) = try await examine(
            road, to: "tus+\(road.receiver.url)", environment: ["MEDIAFERRY_TOKEN": "wrong-secret"])
        #expect(run.code == 1)
        #expect(checks["credentials"]?["ok"] == .bool(false), "\(run)")
        #expect(checks["credentials"]?["next"]?.text?.contains("--token-env") == true)
        for name in ["resume", "complete", "delete"] { #expect(checks[name]?["ok"] == .null) }
        #expect(!"\(run)".contains("wrong-secret"))
    }

    @Test("a port where nobody is, is a fault of the connection")
    func deadPort() async throws {
        let road = try await Road()
        try await road.receiver.killed()
        let (run, checks, _) = try await examine(road, to: "tus+\(road.receiver.url)")
        #expect(run.code == 1)
        #expect(checks["connect"]?["ok"] == .bool(false) && checks["connect"]?["next"]?.text?.isEmpty == false)
        for name in Self.chain.dropFirst(2) { #expect(checks[name]?["ok"] == .null, "\(name): \(run)") }
    }

    @Test("a server that speaks something else is a fault of creating")
    func wrongProtocol() async throws {
        let road = try await Road()
        let url = road.receiver.url.replacing("/files/", with: "/put/")
        let (run, checks, _) = try await examine(road, to: "tus+\(url)")
        #expect(run.code == 1)
        #expect(checks["create"]?["ok"] == .bool(false), "\(run)")
        #expect(checks["connect"]?["ok"]?.isTrue == true && checks["delete"]?["ok"] == .null)
    }

    @Test("TLS where there is none is a fault of TLS")
    func noTLS() async throws {
        let road = try await Road()
        let url = road.receiver.url.replacing("http://", with: "https://")
        let (run, checks, _) = try await examine(road, to: "tus+\(url)")
        #expect(run.code == 1)
        #expect(checks["tls"]?["ok"] == .bool(false), "\(run)")
        #expect(checks["connect"]?["ok"]?.isTrue == true && checks["create"]?["ok"] == .null)
    }

    @Test("people read a line for each check and what to do next")
    func lines() async throws {
        let road = try await Road()
        try await road.receiver.killed()
        let run = try await Command.run(["doctor", "--state", road.state, "--to", "tus+\(road.receiver.url)"])
        #expect(run.code == 1)
        #expect(run.output.contains { $0.hasPrefix("FAULT  connect") } && run.output.contains { $0.contains("next: ") })
        #expect(run.output.contains { $0.hasPrefix("-      create") && $0.contains("not run") }, "\(run)")
        #expect(try await Command.run(["doctor", "--to", "gopher://x/"]).code == 64)
    }
}
