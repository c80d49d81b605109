import FerryCore
import FerrySessions
import HTTPTypes

/// Jobs, one by one, of a session, or all: looking, pausing, resuming, retrying, cancelling.
struct JobRoutes: Sendable {
    let service: HandOffService

    var routes: [ServiceRoute] {
        [
            ServiceRoute(.get, "/v1/jobs", .read, list), ServiceRoute(.get, "/v1/jobs/{id}", .read, show),
            ServiceRoute(.get, "/v1/progress", .read, progress),
        ] + JobMove.allCases.flatMap { [job($0), session($0), all($0)] }
    }

    private func list(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let items = QueryItems(exchange.query)
        let session = try await session(items.sessionID, exchange.grant)
        let state = try items.choice("state", of: JobState.self)
        let limit = try items.integer("limit", in: 1...HandOffService.maxListedJobs) ?? 1000
        let jobs = try await service.jobs(in: state.map { [$0] }, session: session, limit: limit)
        return try .json(JobsDocument(jobs: jobs))
    }

    private func show(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let (job, receipt) = try await service.job(JobID(rawValue: exchange.parameter("id")))
        try await service.checkOwner(of: job, exchange.grant)
        return try .json(JobDocument(job: job, receipt: receipt))
    }

    private func progress(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let session = try await session(QueryItems(exchange.query).sessionID, exchange.grant)
        return try .json(try await service.progress(session: session))
    }

    /// The session that a query names; who speaks for one user must name one.
    private func session(_ id: SessionID?, _ grant: AccessGrant) async throws(FerryError) -> SessionID? {
        guard let id else {
            guard grant.userID == nil else {
                throw FerryError(
                    .requestForbidden, "the token sees sessions of one user", next: "name a session with sessionId")
            }
            return nil
        }
        try await service.checkOwner(of: id, grant)
        return id
    }

    private func job(_ move: JobMove) -> ServiceRoute {
        ServiceRoute(.post, "/v1/jobs/{id}/\(move.rawValue)", .control) {
            exchange async throws(FerryError) -> Reply in
            let id = JobID(rawValue: exchange.parameter("id"))
            try await service.checkOwner(of: try await service.job(id).summary, exchange.grant)
            let preset = try await preset(of: move, &exchange)
            return try .json(JobsDocument(jobs: try await service.ask(move, of: .job(id), preset: preset)))
        }
    }

    private func session(_ move: JobMove) -> ServiceRoute {
        ServiceRoute(.post, "/v1/sessions/{id}/uploads/\(move.rawValue)", .control) {
            exchange async throws(FerryError) -> Reply in
            let id = exchange.sessionID
            try await service.checkOwner(of: id, exchange.grant)
            let preset = try await preset(of: move, &exchange)
            return try .json(JobsDocument(jobs: try await service.ask(move, of: .session(id), preset: preset)))
        }
    }

    private func all(_ move: JobMove) -> ServiceRoute {
        ServiceRoute(.post, "/v1/uploads/\(move.rawValue)", .control) { exchange async throws(FerryError) -> Reply in
            guard exchange.grant.userID == nil else {
                throw FerryError(
                    .requestForbidden, "the token is one user's", next: "name a session, or use a token of no user")
            }
            let preset = try await preset(of: move, &exchange)
            return try .json(JobsDocument(jobs: try await service.ask(move, of: .all, preset: preset)))
        }
    }

    private func preset(
        of move: JobMove, _ exchange: inout ServiceExchange
    ) async throws(FerryError) -> Preset? {
        let fields = try await exchange.document()
        guard move == .retry else { return nil }
        return try fields.optionalChoice("preset", of: Preset.self)
    }
}

/// One job with its receipt.
struct JobDocument: Sendable, Encodable {
    var job: JobSummary
    var receipt: Receipt?

    private enum CodingKeys: String, CodingKey {
        case receipt
    }

    /// Writes the job's fields and the receipt beside them.
    func encode(to encoder: any Encoder) throws {
        try job.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(receipt, forKey: .receipt)
    }
}
