import FerryCore
import FerrySessions
import HTTPTypes

/// Sessions: beginning, reading, moving, recovering.
struct SessionRoutes: Sendable {
    /// How long a session that is to be completed waits for its media, where that is asked for.
    static let waitSeconds = 60.0

    let service: HandOffService

    var routes: [ServiceRoute] {
        [
            ServiceRoute(.post, "/v1/sessions", .sessions, create), ServiceRoute(.get, "/v1/sessions", .read, list),
            ServiceRoute(.get, "/v1/sessions/{id}", .read, show),
            ServiceRoute(.get, "/v1/sessions/{id}/trail", .read, trail),
            ServiceRoute(.get, "/v1/sessions/{id}/validation", .read, validation),
            ServiceRoute(.post, "/v1/sessions/{id}/merge", .sessions, merge),
            ServiceRoute(.post, "/v1/sessions/{id}/recovery-token", .sessions, recoveryToken),
            ServiceRoute(.post, "/v1/recover", .sessions, recover),
        ] + SessionMove.allCases.map(move)
    }

    private func create(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let draft = try SessionDraft(try await exchange.document(), grant: exchange.grant)
        let session = try await service.createSession(draft)
        return try .json(session, status: .created, fields: [.location: "/v1/sessions/\(session.sessionId)"])
    }

    private func list(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let user = try QueryItems(exchange.query).user() ?? exchange.grant.userID
        if let user { try exchange.grant.require(user: user) }
        let states = try QueryItems(exchange.query).sessionStates()
        let sessions = try await service.sessions(ofUser: user, in: states)
        return try .json(SessionsDocument(sessions: sessions.map(SessionSummaryView.init)))
    }

    private func show(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let session = try await service.session(exchange.sessionID)
        try exchange.grant.require(user: session.userId)
        return try .json(session)
    }

    private func validation(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let id = exchange.sessionID
        try await service.checkOwner(of: id, exchange.grant)
        return try .json(try await service.validate(id))
    }

    private func trail(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let id = exchange.sessionID
        try await service.checkOwner(of: id, exchange.grant)
        let after = try QueryItems(exchange.query).integer("after") ?? 0
        let entries = try await service.trail(of: id, after: Int64(after), limit: ServiceSettings.maxListed)
        return try .json(TrailDocument(entries: entries.map(TrailEntryView.init)))
    }

    private func move(_ move: SessionMove) -> ServiceRoute {
        ServiceRoute(.post, "/v1/sessions/{id}/\(move.rawValue)", .sessions) {
            exchange async throws(FerryError) -> Reply in
            let id = exchange.sessionID
            try await service.checkOwner(of: id, exchange.grant)
            let fields = try await exchange.document()
            guard move == .complete else { return try .json(try await service.move(move, id)) }
            if try fields.optionalFlag("wait") ?? false, try await service.session(id).state.isIncomplete {
                _ = try await service.pendingJobs(of: id, waitingSeconds: Self.waitSeconds)
            }
            return try .json(try await service.complete(id))
        }
    }

    private func merge(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let id = exchange.sessionID
        try await service.checkOwner(of: id, exchange.grant)
        let other = SessionID(rawValue: try await exchange.document().text("sessionId"))
        try await service.checkOwner(of: other, exchange.grant)
        return try .json(try await service.merge(other, into: id))
    }

    private func recoveryToken(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let id = exchange.sessionID
        try await service.checkOwner(of: id, exchange.grant)
        return try .json(try await service.recoveryToken(for: id))
    }

    private func recover(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let token = try await exchange.document().text("token")
        return try .json(try await service.recover(token, user: exchange.grant.userID))
    }
}

extension SessionDraft {
    /// The session that a request asks for; whoever speaks for one user begins sessions of that user.
    init(_ fields: RequestFields, grant: AccessGrant) throws(FerryError) {
        let user = try fields.optionalText("userId") ?? grant.userID
        guard let user else { throw fields.wrong("userId", "the field is missing") }
        try grant.require(user: user)
        var questions: [Question] = []
        for item in try fields.list("questions") {
            questions.append(
                Question(
                    questionId: try item.text("questionId"), text: try item.text("text"),
                    domain: try item.optionalName("domain")))
        }
        self.init(
            userID: user, candidate: try InterviewSession.Candidate(try fields.optionalFields("candidate")),
            kind: try fields.text("kind"), questions: questions,
            draw: try QuestionDraw(try fields.optionalFields("draw")),
            metadata: try fields.optionalFields("metadata")?.texts() ?? [:])
    }
}

extension InterviewSession.Candidate {
    fileprivate init?(_ fields: RequestFields?) throws(FerryError) {
        guard let fields else { return nil }
        self.init(id: try fields.text("id"), name: try fields.optionalName("name"))
    }
}

extension QuestionDraw {
    fileprivate init?(_ fields: RequestFields?) throws(FerryError) {
        guard let fields else { return nil }
        guard let count = try fields.optionalInteger("count") else {
            throw fields.wrong("count", "the field is missing")
        }
        self.init(count: count, domain: try fields.optionalName("domain"))
    }
}
