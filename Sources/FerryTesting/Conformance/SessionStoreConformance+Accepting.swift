import FerryCore
import FerrySessions

extension SessionStoreConformance {
    static let accepting: [Behaviour] = [
        Behaviour("an answer begins the time of its session anew") { bench in
            let id = try await bench.create("s").id
            bench.time.advance(bySeconds: 6 * 86_400)
            try await bench.accept(.sample("one", session: "s", createdAt: bench.time.now))
            bench.time.advance(bySeconds: 6 * 86_400)
            try expect(try await bench.store.expired(at: bench.time.now, limit: 9), equals: [], "after six days")
            bench.time.advance(bySeconds: 86_400)
            let over = try await bench.store.expired(at: bench.time.now, limit: 9).map(\.id)
            try expect(over, equals: [id], "after seven days")
        },
        Behaviour("a hand-off is stored whole: answer, jobs, trail, totals") { bench in
            let id = try await bench.create("s").id
            bench.time.advance(bySeconds: 3)
            let handOff = try await bench.accept(.sample("one", session: "s", key: "k", createdAt: bench.time.now))
            try expect(
                try await bench.store.answers(of: id, superseded: false), equals: [handOff.answer], "the answers")
            try expect(try await bench.store.answer(handOff.answer.id), equals: handOff.answer, "the answer")
            try expect(try await bench.store.handOff(handOff.record.id), equals: handOff.record, "the hand-off")
            let byKey = try await bench.store.handOff(ofSession: id, withKey: "k")
            try expect(byKey, equals: handOff.record, "the hand-off by its key")
            let stored = try await bench.jobs.jobs(ofSession: "s", limit: 9)
            try expect(stored, equals: handOff.jobs, "the jobs, by their session")
            try expect(try await bench.actions("s"), equals: [.create, .addAnswer], "the trail")
            let entry = try await bench.store.trail(of: id, after: 1, limit: 1).first
            try expect(entry?.answerID, equals: handOff.answer.id, "the answer of the entry")
            let session = try await bench.session("s")
            try expect(session.revision, equals: 1, "the revision")
            try expect(session.updatedAt, equals: bench.time.now, "the time of writing")
            var totals = SessionTotals()
            (totals.answered, totals.seconds, totals.bytesIn, totals.pending) = (1, 12.25, 8192, 2)
            try expect(session.totals, equals: totals, "the totals")
        },
        Behaviour("its jobs wait for a worker, and held ones do not") { bench in
            try await bench.create("s")
            try await bench.accept(.sample("held", session: "s", question: 1, isHeld: true, createdAt: bench.time.now))
            try await bench.accept(.sample("one", session: "s", createdAt: bench.time.now))
            let batch = try await bench.jobs.claimWaiting(limit: 9, holder: "w", leaseSeconds: 30)
            try expect(Set(batch.map(\.job.id.rawValue)), equals: ["one-video", "one-audio"], "the batch")
            let standing = try await bench.jobs.standing(JobID(rawValue: "held-video"))
            try expect(standing?.job.state, equals: .paused, "a held job")
            try expect(standing?.lease, equals: nil, "its lease")
            for leased in batch { try expect(try await bench.jobs.update(leased.job, under: leased.lease), "a lease") }
        },
        Behaviour("an answer of text alone has no jobs") { bench in
            try await bench.create("s")
            let handOff = try await bench.accept(.sample("one", session: "s", media: [], createdAt: bench.time.now))
            try expect(try await bench.store.answer(handOff.answer.id)?.status, equals: .delivered, "the status")
            try expect(try await bench.jobs.jobs(ofSession: "s", limit: 9), equals: [], "the jobs")
            try await bench.validate("s")
        },
        Behaviour("the younger answer to a question is the current one, the other is kept") { bench in
            let id = try await bench.create("s").id
            try await bench.accept(.sample("a", session: "s", question: 1, createdAt: bench.time.now))
            try await bench.accept(.sample("other", session: "s", question: 0, createdAt: bench.time.now))
            for name in ["b", "c"] {
                bench.time.advance(bySeconds: 1)
                try await bench.accept(
                    .sample(name, session: "s", question: 1, media: [.video], createdAt: bench.time.now))
            }
            let current = try await bench.store.answers(of: id, superseded: false)
            try expect(current.map(\.id.rawValue), equals: ["other", "c"], "the current answers")
            let all = try await bench.store.answers(of: id, superseded: true)
            try expect(all.map(\.id.rawValue), equals: ["other", "c", "b", "a"], "all answers")
            try expect(all.map(\.supersededBy?.rawValue), equals: [nil, nil, "c", "b"], "who took their places")
            try expect(all[2].updatedAt, equals: bench.time.now, "when the place was taken")
            let trail = try await bench.store.trail(of: id, after: 3, limit: 9)
            try expect(
                trail.map(\.action), equals: [.supersede, .addAnswer, .supersede, .addAnswer], "the trail")
            try expect(trail.map(\.answerID?.rawValue), equals: ["a", "b", "b", "c"], "the answers of the trail")
            try expect(try await bench.session("s").totals.answered, equals: 2, "questions with an answer")
            try await bench.validate("s")
        },
        Behaviour("an older answer that comes late takes nobody's place") { bench in
            let id = try await bench.create("s").id
            let early = bench.time.now
            bench.time.advance(bySeconds: 60)
            try await bench.accept(.sample("young", session: "s", createdAt: bench.time.now))
            try await bench.accept(.sample("old", session: "s", createdAt: early))
            try await bench.accept(.sample("twin", session: "s", createdAt: bench.time.now))
            let all = try await bench.store.answers(of: id, superseded: true)
            try expect(all.map(\.id.rawValue), equals: ["twin", "young", "old"], "all answers")
            try expect(all.map(\.supersededBy?.rawValue), equals: [nil, "twin", "young"], "who took their places")
            try expect(try await bench.jobs.jobs(ofSession: "s", limit: 9).count, equals: 6, "the jobs of all")
            try await bench.validate("s")
        },
        Behaviour("answers are taken while a session is active or paused, and not after") { bench in
            for state in SessionState.allCases {
                try await bench.create("s-\(state.rawValue)")
                try await bench.move("s-\(state.rawValue)", to: state)
                let handOff = HandOff.sample(
                    state.rawValue, session: "s-\(state.rawValue)", createdAt: bench.time.now)
                let acceptance = try await bench.store.accept(handOff)
                try expect(
                    acceptance, equals: state.isIncomplete ? .accepted(handOff.record) : .illegal(state),
                    "a hand-off while \(state.rawValue)")
                let stored = try await bench.store.answer(handOff.answer.id)
                try expect(stored != nil, equals: state.isIncomplete, "whether it is stored while \(state.rawValue)")
                let jobs = try await bench.jobs.jobs(ofSession: "s-\(state.rawValue)", limit: 9)
                try expect(jobs.count, equals: state.isIncomplete ? 2 : 0, "jobs of \(state.rawValue)")
            }
            let stray = HandOff.sample("stray", session: "none", createdAt: bench.time.now)
            try expect(try await bench.store.accept(stray), equals: .unknownSession, "of an unknown session")
        },
        Behaviour("a hand-off whose job cannot be stored leaves nothing behind") { bench in
            let session = try await bench.create("s")
            let taken = JobRecord.sample("one-audio", createdAt: bench.time.now)
            _ = try await bench.jobs.insert(taken, holder: "a", leaseSeconds: 30)
            do {
                _ = try await bench.store.accept(.sample("one", session: "s", key: "k", createdAt: bench.time.now))
                throw ConformanceFailure("a job whose name is taken must be refused")
            } catch is FerryError {
                try expect(try await bench.session("s"), equals: session, "the session")
            }
            try expect(try await bench.store.answers(of: session.id, superseded: true), equals: [], "the answers")
            try expect(try await bench.jobs.job(JobID(rawValue: "one-video")), equals: nil, "the other job")
            let record = try await bench.store.handOff(ofSession: session.id, withKey: "k")
            try expect(record, equals: nil, "the hand-off")
            try expect(try await bench.actions("s"), equals: [.create], "the trail")
        },
    ]
}
