import FerryCore
import FerrySessions

extension SessionStoreConformance {
    static let settling: [Behaviour] = [
        Behaviour("where a job stands is written into its answer and totals together with the job") { bench in
            let id = try await bench.create("s").id
            try await bench.accept(.sample("one", session: "s", media: [.video], createdAt: bench.time.now))
            let leased = try await bench.claim("one-video")
            bench.time.advance(bySeconds: 2)
            try await bench.write(leased, .inspecting)
            try await bench.write(leased, .uploading)
            let answer = try await bench.store.answer(AnswerID(rawValue: "one"))
            try expect(answer?.video?.state, equals: .processing, "the media on its road")
            try expect(answer?.updatedAt, equals: bench.time.now, "the time of the answer")
            try expect(try await bench.session("s").revision, equals: 2, "the revision, after one thing that was news")
            try await bench.finish(leased, .cancelled)
            let ended = try await bench.session("s")
            try expect(ended.totals.pending, equals: 0, "pending media")
            try expect(ended.totals.failed, equals: 1, "failed media")
            let current = try await bench.store.answers(of: id, superseded: false)
            try expect(current.map(\.video?.state), equals: [.cancelled], "the media at its end")
            try expect(try await bench.actions("s"), equals: [.create, .addAnswer, .failed], "the trail")
            try await bench.validate("s")
        },
        Behaviour("media of an answer whose place was taken is settled too, and counts in no total") { bench in
            try await bench.create("s")
            try await bench.accept(.sample("old", session: "s", media: [.audio], createdAt: bench.time.now))
            bench.time.advance(bySeconds: 1)
            try await bench.accept(.sample("new", session: "s", media: [.audio], createdAt: bench.time.now))
            let before = try await bench.session("s").totals
            try await bench.finish(try await bench.claim("old-audio"), .cancelled)
            let old = try await bench.store.answer(AnswerID(rawValue: "old"))
            try expect(old?.audio?.state, equals: .cancelled, "the old answer's media")
            try expect(old?.supersededBy?.rawValue, equals: "new", "who took its place")
            try expect(try await bench.session("s").totals, equals: before, "the totals")
            try await bench.validate("s")
        },
        Behaviour("a write under a lease that was taken away settles nothing") { bench in
            try await bench.create("s")
            try await bench.accept(.sample("one", session: "s", media: [.video], createdAt: bench.time.now))
            let leased = try await bench.claim("one-video")
            try await bench.jobs.revoke(leased.lease)
            let before = try await bench.session("s")
            var job = leased.job
            job.state = .failed
            try expect(!(try await bench.jobs.finish(job, under: leased.lease)), "the lease is void")
            try expect(try await bench.session("s"), equals: before, "the session")
            let answer = try await bench.store.answer(AnswerID(rawValue: "one"))
            try expect(answer?.video?.state, equals: .queued, "the media")
        },
        Behaviour("an answer that moved to another session is settled where it is now") { bench in
            let (from, into) = (try await bench.create("from").id, try await bench.create("into").id)
            let moved = try await bench.accept(
                .sample("one", session: "from", media: [.video], createdAt: bench.time.now)
            ).answer
            _ = try await bench.store.change(into) { change in
                var answer = moved
                answer.sessionID = into
                change.answers.append(answer)
                change.session.totals = SessionTotals(of: change.answers)
            }
            _ = try await bench.store.change(from) { $0.session.totals = SessionTotals(of: $0.answers) }
            let left = try await bench.session("from")
            try await bench.finish(try await bench.claim("one-video"), .cancelled)
            try expect(try await bench.session("from"), equals: left, "the session it came from")
            try expect(try await bench.session("into").totals.failed, equals: 1, "failed media")
            try await bench.validate("into")
        },
    ]
}

extension SessionStoreBench {
    /// Claims a job that must be free.
    fileprivate func claim(_ id: String) async throws -> LeasedJob {
        guard case .claimed(let leased) = try await jobs.claim(JobID(rawValue: id), holder: "w", leaseSeconds: 30)
        else { throw ConformanceFailure("job \(id) must be free") }
        return leased
    }

    /// Writes a job in a state; its lease must be good.
    fileprivate func write(_ leased: LeasedJob, _ state: JobState) async throws {
        var job = leased.job
        job.state = state
        try expect(try await jobs.update(job, under: leased.lease), "a good lease may write job \(job.id)")
    }

    /// Ends a job in a state; its lease must be good.
    fileprivate func finish(_ leased: LeasedJob, _ state: JobState) async throws {
        var job = leased.job
        job.state = state
        try expect(try await jobs.finish(job, under: leased.lease), "a good lease may finish job \(job.id)")
    }
}
