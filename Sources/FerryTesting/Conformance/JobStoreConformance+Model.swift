import FerryCore

extension JobStoreConformance {
    /// Random calls, the same on the store and on the rules as a value; every answer must be equal.
    static let model: [Behaviour] = ([11, 23, 37, 58] as [UInt64]).map { seed in
        Behaviour("any order of calls is answered as the rules say (seed \(seed))") { bench in
            var run = JobStoreModelRun(bench: bench, random: SeededRandom(seed: seed))
            for step in 0..<250 {
                do {
                    try await run.step()
                } catch let failure as ConformanceFailure {
                    throw ConformanceFailure("seed \(seed), step \(step): \(failure)")
                }
            }
        }
    }
}

/// One walk of random calls.
private struct JobStoreModelRun {
    let bench: JobStoreBench
    let rules: MemoryJobStore
    var random: SeededRandom
    var leases: [JobLease] = []
    var asked: [JobRequest] = []
    var inserted = 0

    init(bench: JobStoreBench, random: SeededRandom) {
        self.bench = bench
        self.random = random
        let time = bench.time
        rules = MemoryJobStore { time.now }
    }

    mutating func step() async throws {
        bench.time.advance(bySeconds: Double(Int.random(in: 0...8, using: &random)))
        switch Int.random(in: 0..<10, using: &random) {
        case 0: try await insert()
        case 1: try await claim()
        case 2: try await claimWaiting()
        case 3: try await renew()
        case 4, 5: try await update()
        case 6: try await letGo()
        case 7: try await ask()
        case 8: try await settle()
        default: try await read()
        }
    }

    private mutating func insert() async throws {
        inserted += 1
        let key = "key-\(Int.random(in: 0..<12, using: &random))"
        let path = Bool.random(using: &random) ? "/path-\(Int.random(in: 0..<4, using: &random))" : nil
        let job = JobRecord.sample("job-\(inserted)", key: key, path: path, createdAt: bench.time.now)
        let (holder, seconds) = (anyHolder(), anySeconds())
        let answer = try await same("insert \(job.id)") {
            try await $0.insert(job, holder: holder, leaseSeconds: seconds)
        }
        if case .inserted(let leased) = answer { leases.append(leased.lease) }
    }

    private mutating func claim() async throws {
        let (id, holder, seconds) = (anyJob(), anyHolder(), anySeconds())
        let answer = try await same("claim \(id)") { try await $0.claim(id, holder: holder, leaseSeconds: seconds) }
        if case .claimed(let leased) = answer { leases.append(leased.lease) }
    }

    private mutating func claimWaiting() async throws {
        let (limit, holder) = (Int.random(in: 0...3, using: &random), anyHolder())
        let batch = try await same("claim \(limit) waiting") {
            try await $0.claimWaiting(limit: limit, holder: holder, leaseSeconds: 20)
        }
        leases += batch.map(\.lease)
    }

    private mutating func renew() async throws {
        let (old, seconds) = (leases.filter { _ in Bool.random(using: &random) }, anySeconds())
        leases += try await same("renew \(old.count)") { try await $0.renew(old, leaseSeconds: seconds) }
    }

    private mutating func update() async throws {
        guard let lease = leases.randomElement(using: &random), var job = try await rules.job(lease.job) else { return }
        job.state = JobState.allCases.randomElement(using: &random) ?? .accepted
        job.attempts += 1
        let written = job
        guard Int.random(in: 0..<4, using: &random) > 0 else {
            _ = try await same("finish \(job.id) in \(job.state)") { try await $0.finish(written, under: lease) }
            return
        }
        _ = try await same("update \(job.id) to \(job.state)") { try await $0.update(written, under: lease) }
    }

    private mutating func letGo() async throws {
        guard let lease = leases.randomElement(using: &random) else { return }
        if Bool.random(using: &random) {
            try await bench.store.release(lease)
            try await rules.release(lease)
        } else {
            try await bench.store.revoke(lease)
            try await rules.revoke(lease)
        }
    }

    private mutating func ask() async throws {
        guard let lease = leases.randomElement(using: &random) else { return }
        let move = JobMove.allCases.randomElement(using: &random) ?? .pause
        let answer = try await same("request \(move) of \(lease.job)") { try await $0.request(move, of: lease) }
        if let request = answer ?? nil { asked.append(request) }
    }

    private mutating func settle() async throws {
        guard let request = asked.randomElement(using: &random) else { return }
        try await bench.store.settle(request)
        try await rules.settle(request)
    }

    private mutating func read() async throws {
        let states = Set(JobState.allCases.filter { _ in Bool.random(using: &random) })
        let (id, number) = (anyJob(), Int.random(in: 0..<12, using: &random))
        _ = try await same("job \(id)") { try await $0.job(id) }
        _ = try await same("standing \(id)") { try await $0.standing(id) }
        let holder = anyHolder()
        _ = try await same("requests to \(holder)") { try await $0.requests(to: holder) }
        _ = try await same("jobs of key \(number)") { try await $0.jobs(withKey: "key-\(number)") }
        _ = try await same("jobs of path \(number)") { try await $0.unfinishedJobs(fromPath: "/path-\(number)") }
        _ = try await same("jobs in \(states)") { try await $0.jobs(in: states, limit: 9) }
        _ = try await same("latest jobs in \(states)") { try await $0.latestJobs(in: states, limit: 9) }
    }

    /// Asks both and fails unless they answer alike; an error counts by its code.
    private func same<Answer: Equatable>(
        _ call: String, _ ask: (any JobStore) async throws -> Answer
    ) async throws -> Answer? {
        let wanted = await outcome(rules, ask)
        try expect(await outcome(bench.store, ask), equals: wanted, call)
        return try? wanted.get()
    }

    private func same<Element: Equatable>(
        _ call: String, _ ask: (any JobStore) async throws -> [Element]
    ) async throws -> [Element] {
        try await same(call, ask) as [Element]? ?? []
    }

    private func outcome<Answer>(
        _ store: any JobStore, _ ask: (any JobStore) async throws -> Answer
    ) async -> Result<Answer, Refusal> {
        do {
            return .success(try await ask(store))
        } catch {
            return .failure(Refusal(code: (error as? FerryError)?.code.rawValue ?? "\(error)"))
        }
    }

    private struct Refusal: Error, Equatable { let code: String }

    private mutating func anyJob() -> JobID {
        JobID(rawValue: "job-\(Int.random(in: 1...max(1, inserted), using: &random))")
    }
    private mutating func anyHolder() -> String { ["a", "b", "c"].randomElement(using: &random) ?? "a" }
    private mutating func anySeconds() -> Double { Double(Int.random(in: 1...40, using: &random)) }
}
