public import FerryCore
import FoundationEssentials

extension HandOffService {
    /// Everything that is known of a session.
    ///
    /// - Throws: `session.notFound`.
    public func export(_ id: SessionID) async throws(FerryError) -> SessionExport {
        try await export(id, jobs: try await jobRecords(of: id))
    }

    /// The same with its media, as a tar archive.
    ///
    /// - Throws: `session.notFound`.
    public func archive(_ id: SessionID) async throws(FerryError) -> SessionArchive {
        let jobs = try await jobRecords(of: id)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let document = try? encoder.encode(try await export(id, jobs: jobs)) else {
            throw FerryError(.storeUnavailable, "the session cannot be written as JSON", input: id.rawValue)
        }
        var names = ArchiveNames()
        let media = jobs.map { SessionArchive.Entry.media(name: names.name(for: $0), $0) }
        return SessionArchive(
            entries: [.document(name: "session.json", Array(document))] + media, pipeline: parts.pipeline, time: now)
    }

    private func export(_ id: SessionID, jobs: [JobRecord]) async throws(FerryError) -> SessionExport {
        let session = try await stored(id)
        let answers = try await parts.sessions.answers(of: id, superseded: true)
        return SessionExport(
            session: SessionView(session, answers: answers.filter { $0.supersededBy == nil }, now: now),
            superseded: answers.filter { $0.supersededBy != nil }.map(AnswerView.init),
            trail: try await wholeTrail(of: id),
            manifest: session.manifest, receipts: jobs.compactMap(\.deliveredReceipt),
            exportedAt: now)
    }

    private func wholeTrail(of id: SessionID) async throws(FerryError) -> [AuditEntry] {
        var trail: [AuditEntry] = []
        while true {
            let piece = try await parts.sessions.trail(
                of: id, after: trail.last?.sequence ?? 0, limit: ServiceSettings.maxListed)
            trail += piece
            if piece.count < ServiceSettings.maxListed { return trail }
        }
    }

    /// The jobs of all its answers, current ones and those whose place was taken, and of recordings that others replaced.
    private func jobRecords(of id: SessionID) async throws(FerryError) -> [JobRecord] {
        _ = try await stored(id)
        var jobs: [JobRecord] = []
        for job in try await parts.sessions.answers(of: id, superseded: true).flatMap(\.media).map(\.jobId) {
            if let job = try await parts.jobs.job(job) { jobs.append(job) }
        }
        let known = Set(jobs.map(\.id))
        for job in try await parts.jobs.jobs(ofSession: id.rawValue, limit: Self.maxListedJobs)
        where !known.contains(job.id) {
            // An answer that came over to another session took its media along.
            guard let answer = job.owner?.answerId,
                try await parts.sessions.answer(AnswerID(rawValue: answer))?.sessionID == id
            else { continue }
            jobs.append(job)
        }
        return jobs
    }
}
