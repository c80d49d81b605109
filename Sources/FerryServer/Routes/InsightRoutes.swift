import FerryCore
import FerryReports
import FerrySessions
import HTTPTypes

/// How the service stands: for operators, for Prometheus, and for whatever starts and watches it.
struct InsightRoutes: Sendable {
    let service: HandOffService

    var routes: [ServiceRoute] {
        [
            ServiceRoute(.get, "/v1/monitoring", .admin) { [service] _ async throws(FerryError) -> Reply in
                try .json(try await service.monitoring())
            },
            ServiceRoute(.get, "/v1/analytics", .admin) { [service] _ async throws(FerryError) -> Reply in
                try .json(try await service.analytics())
            },
            ServiceRoute(.get, "/v1/rollout", .admin) { [service] _ async throws(FerryError) -> Reply in
                try .json(service.rolloutReport())
            },
            ServiceRoute(.get, "/v1/report", .admin) { [service] _ async throws(FerryError) -> Reply in
                try .json(service.report())
            },
            ServiceRoute(.get, "/metrics", nil) { [service] _ async throws(FerryError) -> Reply in
                let text = try await service.metrics().prometheusText
                return .bytes(Array(text.utf8), type: PrometheusText.mediaType)
            },
            ServiceRoute(.get, "/readyz", nil) { [service] _ async throws(FerryError) -> Reply in
                let report = await service.readiness()
                return try .json(report, status: report.ready ? .ok : .serviceUnavailable)
            },
        ]
    }
}
