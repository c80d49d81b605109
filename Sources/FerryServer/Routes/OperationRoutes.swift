import FerryCore
import FerrySessions
import HTTPTypes

/// What operators look at and turn: switches and clean-up.
struct OperationRoutes: Sendable {
    let service: HandOffService

    var routes: [ServiceRoute] {
        [
            ServiceRoute(.get, "/v1/flags", .read, flags), ServiceRoute(.patch, "/v1/flags", .admin, setFlags),
            ServiceRoute(.post, "/v1/flags/reset", .admin, resetFlags),
            ServiceRoute(.post, "/v1/maintenance/cleanup", .admin, cleanUp),
        ]
    }

    private func flags(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        try .json(service.flags())
    }

    private func setFlags(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let change = try FlagsChange(try await exchange.document(isRequired: true))
        return try .json(try await service.setFlags(change))
    }

    private func resetFlags(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        try .json(try await service.resetFlags())
    }

    private func cleanUp(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let isDryRun = try QueryItems(exchange.query).flag("dryRun") ?? false
        return try .json(try await service.cleanUp(isDryRun: isDryRun))
    }
}

extension FlagsChange {
    /// What a request changes; a name that is no switch is an error, since a typing mistake must not pass for a change.
    init(_ fields: RequestFields) throws(FerryError) {
        self.init()
        for name in fields.names where ServiceFlag(rawValue: name) == nil && name != "rollout" {
            throw fields.wrong(name, "there is no such switch")
        }
        progressiveHandOff = try fields.optionalFlag("progressiveHandOff")
        sessionRecovery = try fields.optionalFlag("sessionRecovery")
        backgroundProcessing = try fields.optionalFlag("backgroundProcessing")
        transcoding = try fields.optionalFlag("transcoding")
        adaptiveCompression = try fields.optionalFlag("adaptiveCompression")
        liveTracking = try fields.optionalFlag("liveTracking")
        milestoneProgress = try fields.optionalFlag("milestoneProgress")
        guard let rollout = try fields.optionalFields("rollout") else { return }
        guard let percent = try rollout.optionalInteger("percent") else {
            throw rollout.wrong("percent", "the field is missing")
        }
        self.rollout = FlagsView.Rollout(percent: percent)
    }
}
