import FerryCore
import FerrySessions
import FerryTesting
import GRDB
import Synchronization
import Testing

@testable import FerrySQLite

/// Every statement that the stores run is written down while each of their functions is called once, and SQLite is asked
/// how it would run it.
@Suite("How statements are run")
struct StatementPlanTests {
    private let time = SettableTime()

    /// What may be looked at from end to end: tables that are small whatever the service holds.
    private static let small = [
        "CONSTANT ROW", "SCAN tally", "SCAN spread", "SCAN token USING INDEX token_age",
        // Partial, and read in its own order: it holds what waits and nothing else.
        "SCAN job USING INDEX job_waiting",
    ]

    @Test("every statement finds its rows by an index, in order, without sorting")
    func plans() throws {
        let statements = try statements()
        #expect(statements.count > 40, "the functions of all stores were called")
        let database = try database()
        for sql in statements {
            for detail in try Self.plan(of: sql, database) {
                let isGood =
                    !detail.contains("TEMP B-TREE")
                    && (!detail.hasPrefix("SCAN") || Self.small.contains { detail.contains($0) })
                #expect(isGood, "\(detail): \(sql)")
            }
        }
    }

    @Test("rows are counted anew by indexes alone")
    func counts() throws {
        let plan = try Self.plan(of: StoreTallies.counts, try database()).filter { $0.hasPrefix("SCAN") }
        #expect(plan.count == 6)
        #expect(plan.allSatisfy { $0.contains("USING COVERING INDEX") }, "\(plan)")
    }

    @Test("jobs are gone through by an index that knows the place to go on from")
    func pages() throws {
        let id = JobID(rawValue: "one")
        let statements = try statements { _ = try $0.jobs.jobs(in: .accepted, after: id, limit: 20) }
        let plans = try statements.flatMap { try Self.plan(of: $0, try database()) }
        #expect(plans.contains { $0.contains("job_state (state=? AND createdAt>?)") }, "\(plans)")
    }

    @Test("what waits is claimed by the index that holds nothing else")
    func claims() throws {
        let statements = try statements { _ = try $0.jobs.claimWaiting(limit: 20, holder: "h", leaseSeconds: 1) }
        let plans = try statements.flatMap { try Self.plan(of: $0, try database()) }
        #expect(plans == ["SCAN job USING INDEX job_waiting"])
    }

    private func database() throws -> DatabaseQueue {
        let database = try DatabaseQueue()
        try StoreSchema.migrator.migrate(database)
        return database
    }

    /// The statements that these calls run, each once, with their places open.
    private func statements(_ calls: ((StoreTransaction) throws -> Void)? = nil) throws -> [String] {
        let seen = Mutex<Set<String>>([])
        let database = try database()
        try database.write { database in
            database.trace { event in
                guard case .statement(let statement) = event else { return }
                seen.withLock { _ = $0.insert(statement.sql) }
            }
            let transaction = StoreTransaction(database: database, now: time.now)
            if let calls { try calls(transaction) } else { try callAll(transaction) }
            database.trace(options: [])
        }
        let words = ["SELECT", "INSERT", "UPDATE", "DELETE"]
        return seen.withLock { $0 }.filter { sql in words.contains { sql.hasPrefix($0) } }.sorted()
    }

    private static func plan(of sql: String, _ database: DatabaseQueue) throws -> [String] {
        try database.read { database in
            let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
            // Values that are bound are unknown when a plan is made, as they are when the stores make theirs.
            statement.setUncheckedArguments([])
            return try Row.fetchAll(statement).map { $0["detail"] }
        }
    }

    private func callAll(_ stores: StoreTransaction) throws {
        try callJobs(stores.jobs)
        try callSessions(stores.sessions)
        try callService(stores)
    }

    private func callJobs(_ jobs: JobTable) throws {
        let job = JobRecord.sample("one", path: "/a", createdAt: time.now)
        guard case .inserted(let leased) = try jobs.insert(job, holder: "h", leaseSeconds: 9) else { return }
        _ = try jobs.insert(job, holder: "h", leaseSeconds: 9)
        try jobs.insertWaiting(.sample("two", createdAt: time.now))
        _ = try jobs.row(job.id)
        _ = try jobs.jobs(withKey: "key")
        _ = try jobs.unfinishedJobs(fromPath: "/a")
        _ = try jobs.jobs(ofSession: "s", limit: 9)
        for id in [nil, job.id] { _ = try jobs.jobs(in: .accepted, after: id, limit: 9) }
        for states in [[JobState.accepted], [.accepted, .paused], Set(JobState.allCases)] {
            for newestFirst in [false, true] { _ = try jobs.jobs(in: states, limit: 9, newestFirst: newestFirst) }
        }
        _ = try jobs.request(.pause, of: leased.lease)
        for request in try jobs.requests(to: "h") { try jobs.settle(request) }
        _ = try jobs.update(job, under: leased.lease)
        _ = try jobs.renew(leased.lease, leaseSeconds: 9)
        try jobs.revoke(leased.lease)
        try jobs.release(leased.lease)
        _ = try jobs.claim(job.id, holder: "h", leaseSeconds: 9)
        _ = try jobs.claimWaiting(limit: 20, holder: "h", leaseSeconds: 9)
    }

    private func callSessions(_ sessions: SessionTable) throws {
        let id = SessionID(rawValue: "s")
        try sessions.create(
            .sample("s", startedAt: time.now), AuditEntry(time: time.now, action: .create, from: nil, to: .active))
        let handOff = HandOff.sample("one", session: "s", key: "k", createdAt: time.now)
        _ = try sessions.accept(handOff)
        _ = try sessions.accept(handOff)
        var job = handOff.jobs[0]
        job.state = .cancelled
        try sessions.settle(job)
        for selection in [AnswerSelection.current, .only(handOff.answer.id), .none] {
            _ = try sessions.change(id, with: SessionID(rawValue: "none")) { _, _ in }
            _ = try sessions.change(id, selection) { change in
                change.webhooks = [
                    WebhookDraft(event: .answerFailed, sessionID: id, answerID: nil, time: change.now)
                ]
            }
        }
        for user in [nil, "user"] as [String?] {
            for states in [[SessionState.active], Set(SessionState.allCases)] {
                _ = try sessions.sessions(ofUser: user, in: states, limit: 9)
            }
        }
        _ = try sessions.expired(at: time.now, limit: 9)
        _ = try sessions.allAnswers(of: id)
        _ = try sessions.trail(of: id, after: 0, limit: 9)
    }

    private func callService(_ stores: StoreTransaction) throws {
        for webhook in try stores.webhooks.claimDue(limit: 9, forSeconds: 9) {
            _ = try stores.webhooks.settle(webhook.id, .delivered(status: 200))
        }
        _ = try stores.webhooks.nextDue()
        _ = try stores.webhooks.webhooks(ofSession: SessionID(rawValue: "s"), limit: 9)
        _ = try stores.webhooks.forget(endedBefore: time.now, limit: 9)
        let place = PlaybackProgress.Stored(
            positionSeconds: 1, totalSeconds: 2, milestone: 50, isCompleted: false, writtenAt: time.now)
        try stores.service.save(place, of: "item", by: "user")
        _ = try stores.service.playback(of: "item", by: "user")
        try stores.service.add(
            AccessToken(id: "t", sha256: "h", scopes: [.read], userID: nil, createdAt: time.now))
        _ = try stores.service.tokens()
        _ = try stores.service.remove(token: "t")
        try stores.service.keep(ServiceFlags.Layer())
        _ = try stores.service.flags()
        try stores.service.keep(nil)
        _ = try stores.tallies.tally()
        _ = try stores.tallies.missingJobs(after: nil, limit: 9)
    }
}
