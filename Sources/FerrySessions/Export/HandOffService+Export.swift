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
        let media = jobs.map { job in
            let name = job.objectName?.split(separator: "/").last.map(String.init) ?? job.source.name
            return SessionArchive.Entry.media(name: "media/\(name.suffix(90))", job)
        }
        return SessionArchive(
            entries: [.document(name: "session.json", Array(document))] + media, pipeline: parts.pipeline, time: now)
    }

    private func export(_ id: SessionID, jobs: [JobRecord]) async throws(FerryError) -> SessionExport {
        let session = try await stored(id)
        let answers = try await parts.sessions.answers(of: id, superseded: true)
        return SessionExport(
            session: SessionView(session, answers: answers.filter { $0.supersededBy == nil }, now: now),
            superseded: answers.filter { $0.supersededBy != nil }.map(AnswerView.init),
            trail: try await parts.sessions.trail(of: id, after: 0, limit: ServiceSettings.maxListed * 10),
            manifest: session.manifest, receipts: jobs.compactMap(\.deliveredReceipt),
            exportedAt: now)
    }

    private func jobRecords(of id: SessionID) async throws(FerryError) -> [JobRecord] {
        var jobs: [JobRecord] = []
        for job in try await ids(ofSession: id) {
            if let job = try await parts.jobs.job(job) { jobs.append(job) }
        }
        return jobs
    }
}
