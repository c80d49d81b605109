import FerryCore
import FerrySQLite
import FerrySessions

/// The queries of the service, each measured by itself on a store that is not otherwise used.
struct SessionQueries {
    let stores: SQLiteStores
    let load: SessionLoad
    private let rounds = 300

    init(stores: SQLiteStores, load: SessionLoad) {
        self.stores = stores
        self.load = load
    }

    /// All of them, in one order.
    func measure() async throws -> [Measurement] {
        [try await claims()] + (try await writes()) + (try await reads())
    }

    /// What was claimed is given back, so that the next claim finds as much to do.
    private func claims() async throws -> Measurement {
        var times = Measurement(name: "claim 20 waiting jobs (write)")
        for _ in 0..<rounds {
            var claimed: [LeasedJob] = []
            try await times.time {
                claimed = try await stores.jobs.claimWaiting(limit: 20, holder: "bench", leaseSeconds: 60)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for leased in claimed { group.addTask { try await stores.jobs.release(leased.lease) } }
                try await group.waitForAll()
            }
        }
        return times
    }

    private func writes() async throws -> [Measurement] {
        var accept = Measurement(name: "accept an answer of two recordings (write)")
        var settle = Measurement(name: "end a job, with its answer (write)")
        var move = Measurement(name: "move a session (write)")
        let id = SessionID(rawValue: "more\(load.sessions)")
        let sample = try await stores.sessions.session(load.name(0))
        guard var session = sample else { return [] }
        session.id = id
        session.state = .active
        try await stores.sessions.create(
            session, AuditEntry(time: session.startedAt, action: .create, from: nil, to: .active))
        for round in 0..<rounds {
            let handOff = load.handOff(id, round, isDone: false, round)
            try await accept.time { _ = try await stores.sessions.accept(handOff) }
            guard
                case .claimed(let leased) = try await stores.jobs.claim(
                    handOff.jobs[0].id, holder: "bench", leaseSeconds: 60)
            else { continue }
            var job = leased.job
            job.state = .failed
            try await settle.time { [job] in _ = try await stores.jobs.finish(job, under: leased.lease) }
            if case .claimed(let other) = try await stores.jobs.claim(
                handOff.jobs[1].id, holder: "bench", leaseSeconds: 60)
            {
                var job = other.job
                job.state = .cancelled
                _ = try await stores.jobs.finish(job, under: other.lease)
            }
            try await move.time {
                _ = try await stores.sessions.change(id, answers: .none) { $0.session.questionIndex += 1 }
            }
        }
        return [accept, settle, move]
    }

    private func reads() async throws -> [Measurement] {
        let (sessions, jobs, service, load) = (stores.sessions, stores.jobs, stores.service, load)
        let count = load.sessions
        func some(_ round: Int) -> Int { round * 7919 % max(1, count) }
        let unfinished = Set(JobState.allCases).subtracting([.delivered, .cancelled])
        let queries: [(String, (Int) async throws -> Void)] = [
            ("one session", { _ = try await sessions.session(load.name(some($0))) }),
            ("its ten answers", { _ = try await sessions.answers(of: load.name(some($0)), superseded: false) }),
            ("its trail", { _ = try await sessions.trail(of: load.name(some($0)), after: 0, limit: 100) }),
            ("its jobs", { _ = try await jobs.jobs(ofSession: load.name(some($0)).rawValue, limit: 100) }),
            (
                "a hand-off by its key",
                { _ = try await sessions.handOff(ofSession: load.name(some($0)), withKey: "key3") }
            ),
            (
                "incomplete sessions of a user",
                {
                    _ = try await sessions.sessions(ofUser: load.user($0), in: [.active, .paused], limit: 50)
                }
            ),
            (
                "latest sessions of all users, 50",
                { _ in
                    _ = try await sessions.sessions(ofUser: nil, in: Set(SessionState.allCases), limit: 50)
                }
            ),
            (
                "expired sessions, 50",
                { _ in
                    _ = try await sessions.expired(at: Timestamp(microseconds: .max), limit: 50)
                }
            ),
            (
                "latest jobs in all states, 50",
                { _ in
                    _ = try await jobs.latestJobs(in: Set(JobState.allCases), limit: 50)
                }
            ),
            ("oldest unfinished jobs, 50", { _ in _ = try await jobs.jobs(in: unfinished, limit: 50) }),
            ("counts of everything", { _ in _ = try await service.tally() }),
            ("due webhooks", { _ in _ = try await service.nextDue() }),
            (
                "acknowledged media without a job, 100 answers",
                {
                    let cursor = SubmissionID(rawValue: "h\(load.name(some($0)).rawValue)")
                    _ = try await service.missingJobs(after: cursor, limit: 100)
                }
            ),
        ]
        var measured: [Measurement] = []
        for (name, query) in queries {
            var times = Measurement(name: name)
            for round in 0..<rounds { try await times.time { try await query(round) } }
            measured.append(times)
        }
        return measured
    }
}
