import FerryCore
import FerrySessions
import HTTPTypes

/// Where users are in what is played.
struct PlaybackRoutes: Sendable {
    let service: HandOffService

    var routes: [ServiceRoute] {
        [
            ServiceRoute(.put, "/v1/playback/{item}/progress", .sessions, save),
            ServiceRoute(.get, "/v1/playback/{item}/progress", .read, show),
        ]
    }

    private func save(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let item = try GivenName.checked(exchange.parameter("item"), "item")
        let report = try PlaybackReport(try await exchange.document(), item: item, grant: exchange.grant)
        return try .json(try await service.savePlayback(report))
    }

    private func show(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let item = try GivenName.checked(exchange.parameter("item"), "item")
        guard let user = try QueryItems(exchange.query).user() ?? exchange.grant.userID else {
            throw FerryError(.requestUnprocessable, "the item of the query is missing", input: "userId")
        }
        try exchange.grant.require(user: user)
        return try .json(try await service.playback(of: item, by: user))
    }
}

extension PlaybackReport {
    /// What a player reports; intervals are meant where it does not say why it does.
    init(_ fields: RequestFields, item: String, grant: AccessGrant) throws(FerryError) {
        guard let user = try fields.optionalText("userId") ?? grant.userID else {
            throw fields.wrong("userId", "the field is missing")
        }
        try grant.require(user: user)
        var occurredAt: Timestamp?
        if let text = try fields.optionalText("occurredAt") {
            guard let time = Timestamp(text) else { throw fields.wrong("occurredAt", "a time of RFC 3339 is expected") }
            occurredAt = time
        }
        self.init(
            item: item, userId: try GivenName.checked(user, "userId"),
            currentTimeSeconds: try fields.number("currentTimeSeconds"),
            totalDurationSeconds: try fields.number("totalDurationSeconds"),
            triggerType: try fields.optionalChoice("triggerType", of: Trigger.self),
            milestoneReached: try fields.optionalInteger("milestoneReached"),
            forceCompletion: try fields.optionalFlag("forceCompletion") ?? false, occurredAt: occurredAt)
    }
}
