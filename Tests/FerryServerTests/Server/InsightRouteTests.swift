import FerryTesting
import FoundationEssentials
import Testing

@testable import FerryServer

@Suite struct InsightRouteTests {
    @Test("monitoring, analytics and readiness tell of an answer that was given")
    func insight() async throws {
        try await TestService.run { service in
            let id = try await service.session()
            _ = try await service.send(
                "PUT", "/v1/sessions/\(id)/answers/q1/video", ["Content-Type": "video/webm"], body: Array("film".utf8))
            _ = try await service.send("POST", "/v1/sessions/\(id)/complete", json: #"{"wait": true}"#)
            let monitoring = try await service.send("GET", "/v1/monitoring")
            #expect(try monitoring.json["loss"]?["acknowledged"]?.number == 1, "\(monitoring.text)")
            #expect(try monitoring.json["loss"]?["lost"]?.number == 0)
            #expect(try monitoring.json["acknowledgementSeconds"]?["count"]?.number == 1)
            let analytics = try await service.send("GET", "/v1/analytics")
            #expect(try analytics.json["completionRate"]?.number == 1, "\(analytics.text)")
            let ready = try await service.send("GET", "/readyz")
            #expect((ready.status, try ready.json["ready"]) == (200, .flag(true)), "\(ready.text)")
            let report = try await service.send("GET", "/v1/report")
            #expect(try report.json["files"]?["delivered"]?.number == 1, "\(report.text)")
            #expect(try report.json["overallEfficiencyScore"]?.number == 100)
            let export = try await service.send("GET", "/v1/sessions/\(id)/export")
            #expect(try export.json["receipts"]?.items.count == 1, "\(export.text)")
        }
    }

    @Test("a position is kept, and a milestone never falls")
    func playback() async throws {
        try await TestService.run { service in
            let path = "/v1/playback/film-1/progress"
            let report =
                #"{"userId": "u", "currentTimeSeconds": 60, "totalDurationSeconds": 100, "triggerType": "milestone"}"#
            let saved = try await service.send("PUT", path, json: report)
            #expect(try saved.json["milestone"]?.number == 50, "\(saved.text)")
            let back = report.replacing("60", with: "20").replacing("milestone", with: "seek")
            #expect(try await service.send("PUT", path, json: back).json["milestone"]?.number == 50)
            let shown = try await service.send("GET", "\(path)?userId=u")
            #expect(try shown.json["positionSeconds"]?.number == 20, "\(shown.text)")
            let wrong = try await service.send("PUT", path, json: #"{"userId": "u"}"#)
            #expect(wrong.status == 422)
        }
    }

    @Test(
        "the metrics page is what Prometheus reads",
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/promtool")))
    func metrics() async throws {
        try await TestService.run { service in
            let id = try await service.session()
            _ = try await service.send(
                "PUT", "/v1/sessions/\(id)/answers/q1/video", ["Content-Type": "video/webm"], body: Array("film".utf8))
            _ = try await service.send("POST", "/v1/sessions/\(id)/complete", json: #"{"wait": true}"#)
            let page = try await service.send("GET", "/metrics")
            #expect(page["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
            #expect(page.text.contains("mediaferry_jobs_total{outcome=\"delivered\"} 1\n"), "\(page.text)")
            #expect(page.text.contains("mediaferry_acknowledgement_seconds_count 1\n"))
            let verdict = try Promtool.check(page.text)
            #expect(verdict == "", "\(verdict)")
        }
    }
}
