import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite("Looking at a destination", .timeLimit(.minutes(2))) struct DestinationCheckupTests {
    private func checks(_ road: TestRoad, origin: HTTPLocation? = nil) async -> [HealthCheck] {
        await DestinationCheckup(
            storage: .inOrder(TusDialect(endpoint: origin ?? road.endpoint)), authorizer: nil,
            transport: road.transport, origin: origin ?? road.endpoint, clock: SystemFerryClock()
        ).run()
    }

    /// `name ok`, `name fault` or `name -` for each check.
    private func words(_ checks: [HealthCheck]) -> [String] {
        checks.map { "\($0.name) \($0.ok.map { $0 ? "ok" : "fault" } ?? "-")" }
    }

    @Test("a good destination passes everything, and nothing of the probe is left")
    func good() async throws {
        try await TestRoad.walk { road in
            let checks = await checks(road)
            #expect(
                words(checks) == [
                    "resolve ok", "connect ok", "tls -", "credentials ok", "create ok", "resume ok", "complete ok",
                    "delete ok", "clock ok", "features ok",
                ], "\(checks)")
            #expect(checks.allSatisfy { $0.ok != true || $0.next == nil })
            #expect(road.server.objects.isEmpty && road.server.unfinishedUploads == 0)
            #expect(road.server.violations.isEmpty && road.server.mostConcurrentBodies == 1)
            let broken = road.server.requests.first { $0.method == "PATCH" }
            #expect(broken?.ending == .clientClosed && (broken?.bodyBytes ?? 0) > 0)
        }
    }

    /// A fault, and what is found then from `credentials` to `delete`.
    struct Case: Sendable, CustomStringConvertible {
        let description: String
        let plan: FaultPlan
        let found: [String]
        var isLeft = false
    }

    static let cases: [Case] = [
        Case(
            description: "refused at the first question", plan: FaultPlan().on("OPTIONS", .status(401)),
            found: ["credentials fault", "create -", "resume -", "complete -", "delete -"]),
        Case(
            description: "refused at creation", plan: FaultPlan().on("POST", .status(403)),
            found: ["credentials fault", "create -", "resume -", "complete -", "delete -"]),
        Case(
            description: "no room for it", plan: FaultPlan().on("POST", .status(413)),
            found: ["credentials -", "create fault", "resume -", "complete -", "delete -"]),
        Case(
            description: "a server that forgets uploads", plan: FaultPlan().on("HEAD", .status(404)),
            found: ["credentials ok", "create ok", "resume fault", "complete -", "delete ok"]),
        Case(
            description: "a server that claims more than it was sent",
            plan: FaultPlan().on("HEAD", .offsetOff(by: 900_000)),
            found: ["credentials ok", "create ok", "resume fault", "complete -", "delete ok"]),
        Case(
            description: "a server that fails at the end", plan: FaultPlan().on("PATCH", 2, .status(500)),
            found: ["credentials ok", "create ok", "resume ok", "complete fault", "delete ok"]),
        Case(
            description: "bytes that are changed on the way",
            plan: FaultPlan().on("PATCH", 2, .corruptedBody(at: 20)),
            found: ["credentials ok", "create ok", "resume ok", "complete fault", "delete ok"]),
        Case(
            description: "deletion that is forbidden", plan: FaultPlan().on("DELETE", .status(403)),
            found: ["credentials ok", "create ok", "resume ok", "complete ok", "delete fault"], isLeft: true),
    ]

    @Test("each fault is found where it is, and what follows is not run", arguments: cases)
    func faults(_ fault: Case) async throws {
        try await TestRoad.walk(fault.plan) { road in
            let checks = await checks(road)
            #expect(Array(words(checks)[3...7]) == fault.found, "\(checks)")
            #expect(checks.allSatisfy { ($0.ok == false) == ($0.next != nil) })
            #expect((road.server.objects.count + road.server.unfinishedUploads == 0) == !fault.isLeft)
            #expect(HealthReport(checks: checks).hasFault)
            if fault.isLeft {
                let left = try #require(checks.first { $0.name == "delete" })
                #expect(left.detail.contains("stays") && left.next?.contains("/files/") == true, "\(left)")
            }
        }
    }

    @Test("nobody at the port is a fault of the connection, and nothing more is tried")
    func nobody() async throws {
        try await TestRoad.walk { road in
            road.server.stop()
            let checks = await checks(road)
            #expect(words(checks).prefix(4) == ["resolve ok", "connect fault", "tls -", "credentials -"], "\(checks)")
            #expect(checks.dropFirst(2).allSatisfy { $0.ok == nil && $0.detail.contains("because of connect") })
        }
    }

    @Test("a host that is not known is named")
    func unknown() async throws {
        try await TestRoad.walk { road in
            let checks = await checks(road, origin: HTTPLocation("http://no-such-host.invalid/files/"))
            #expect(words(checks).first == "resolve fault")
            #expect(checks[0].detail.contains("no-such-host.invalid"))
        }
    }

    @Test(
        "clocks that differ are a fault",
        arguments: [(0, true), (-50, true), (50, true), (-400, false), (400, false)] as [(Double, Bool)])
    func clocks(_ skew: Double, _ isGood: Bool) throws {
        let date = try #require(HTTPField.Name("Date"))
        let theirs = try #require(Timestamp(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT"))
        #expect(theirs == Timestamp("1994-11-06T08:49:37Z"))
        var fields = HTTPFields()
        fields[date] = "Sun, 06 Nov 1994 08:49:37 GMT"
        let response = HTTPTransferResponse(head: HTTPResponse(status: .ok, headerFields: fields))
        let check = ClockSkew.check(response, now: theirs.advanced(bySeconds: skew), limit: 60)
        #expect(check.ok == isGood, "\(check)")
        if !isGood { #expect(check.detail.contains(skew > 0 ? "ahead" : "behind")) }
        let silent = HTTPTransferResponse(head: HTTPResponse(status: .ok))
        #expect(ClockSkew.check(silent, now: theirs, limit: 60).ok == nil)
    }

    @Test("a body breaks off where it is told to, and its bytes follow from their place")
    func body() {
        var body = ProbeBody(range: 100..<400)
        let whole = Self.read(body)
        #expect(whole.bytes == Array(ProbeBody.content(400)[100...]) && whole.error == nil)
        body.breaksAfter = 120
        let broken = Self.read(body)
        #expect(broken.bytes.count == 120 && broken.error == ProbeBody.brokenOff)
    }

    private static func read(_ body: ProbeBody) -> (bytes: [UInt8], error: FerryError?) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 50, alignment: 1)
        defer { buffer.deallocate() }
        var bytes: [UInt8] = []
        while true {
            do throws(FerryError) {
                let count = try body.read(into: buffer, at: Int64(bytes.count))
                guard count > 0 else { return (bytes, nil) }
                bytes += buffer.prefix(count)
            } catch {
                return (bytes, error)
            }
        }
    }
}
