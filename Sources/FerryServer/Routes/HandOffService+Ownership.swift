import FerryCore
import FerrySessions

extension HandOffService {
    /// Sees that a session may be touched.
    ///
    /// - Throws: `session.notFound`, `request.forbidden` for another user's.
    func checkOwner(of id: SessionID, _ grant: AccessGrant) async throws(FerryError) {
        let owner = try await owner(of: id)
        try grant.require(user: owner)
    }

    /// Sees that a job may be touched: one of no session belongs to nobody in particular.
    func checkOwner(of job: JobSummary, _ grant: AccessGrant) async throws(FerryError) {
        guard grant.userID != nil else { return }
        guard let session = job.sessionId else {
            throw FerryError(.requestForbidden, "the job is of no session", next: "use a token of no user")
        }
        try await checkOwner(of: SessionID(rawValue: session), grant)
    }
}

extension ServiceExchange {
    /// The session in the path.
    var sessionID: SessionID { SessionID(rawValue: parameter("id")) }
}
