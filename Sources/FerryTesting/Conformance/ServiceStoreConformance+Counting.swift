import FerryCore
import FerrySessions

extension ServiceStoreConformance {
    static let counting: [Behaviour] = [
        Behaviour("an empty store counts nothing") { bench in
            try expect(try await bench.stores.tallies.tally(), equals: StoreTally(), "the counts")
            try await bench.validate()
        },
        Behaviour("what was acknowledged is delivered, pending or failed, and the counts say so") { bench in
            try await bench.create("s")
            for (number, name) in ["one", "two", "three"].enumerated() {
                try await bench.accept(
                    .sample(name, session: "s", question: number, isHeld: name == "three", createdAt: bench.time.now))
                bench.time.advance(bySeconds: 1)
            }
            _ = try await bench.stores.jobs.insert(
                .sample("stranger", createdAt: bench.time.now.advanced(bySeconds: -99)), holder: "a", leaseSeconds: 30)
            try await bench.finish("one-video", .delivered)
            try await bench.finish("one-audio", .failed)
            try await bench.finish("two-audio", .refused)
            let tally = try await bench.stores.tallies.tally()
            try expect(tally.handOffs, equals: 3, "hand-offs")
            try expect(tally.acknowledgedMedia, equals: 6, "acknowledged")
            try expect(tally.deliveredMedia, equals: 1, "delivered")
            try expect(tally.failedMedia, equals: 2, "failed")
            try expect(tally.pendingMedia, equals: 3, "pending")
            try expect(tally.lostMedia, equals: 0, "lost")
            try expect(tally.queueDepth, equals: 2, "the queue")
            try expect(tally.jobs[.accepted], equals: 2, "accepted jobs")
            try expect(tally.media[.accepted], equals: 1, "accepted jobs of answers")
            try expect(tally.media[.paused], equals: 2, "held jobs")
            let oldest = bench.time.now.advanced(bySeconds: -99)
            try expect(tally.oldestWaiting, equals: oldest, "the oldest that waits")
            try await bench.validate()
        },
        Behaviour("sessions, how long they took, answers and webhooks are counted") { bench in
            for id in ["a", "b", "c", "d"] { try await bench.create(id) }
            for (number, id) in ["a", "b", "c"].enumerated() {
                bench.time.advance(bySeconds: 10)
                _ = try await bench.stores.sessions.change(SessionID(rawValue: id), answers: .none) { change in
                    change.session.state = number == 2 ? .abandoned : .completed
                    change.session.endedAt = change.now
                }
            }
            var handOff = HandOff.sample("slow", session: "d", media: [], createdAt: bench.time.now)
            handOff.answer.durationSeconds = 100
            try await bench.accept(handOff)
            bench.time.advance(bySeconds: 1)
            try await bench.accept(.sample("quick", session: "d", media: [], createdAt: bench.time.now))
            var silent = HandOff.sample("silent", session: "d", question: 1, media: [], createdAt: bench.time.now)
            silent.answer.durationSeconds = nil
            try await bench.accept(silent)
            try await bench.tell(.sessionCompleted, of: "a")
            let tally = try await bench.stores.tallies.tally()
            try expect(tally.sessions, equals: [.active: 1, .completed: 2, .abandoned: 1], "sessions")
            try expect(
                tally.durations, equals: ["technical": .init(count: 2, sum: 30, low: 10, high: 20)], "durations")
            try expect(
                tally.responses, equals: .init(count: 2, sum: 112.25, low: 12.25, high: 100), "answers that said one")
            try expect(tally.responses?.average, equals: 56.125, "their average")
            try expect(tally.webhooks, equals: [.pending: 1], "webhooks")
            try await bench.validate()
        },
        Behaviour("media that was acknowledged is looked for a piece at a time") { bench in
            try await bench.create("s")
            for number in 0..<5 {
                try await bench.accept(
                    .sample("a\(number)", session: "s", question: number, createdAt: bench.time.now))
            }
            var (cursor, looked, pieces) = (SubmissionID?.none, 0, 0)
            repeat {
                let piece = try await bench.stores.tallies.missingJobs(after: cursor, limit: 2)
                try expect(piece.jobs, equals: [], "missing jobs")
                cursor = piece.next
                looked += piece.looked
                pieces += 1
            } while cursor != nil && pieces < 9
            try expect(looked, equals: 5, "hand-offs that were looked at")
            try expect(pieces, equals: 3, "pieces")
        },
    ]
}

extension ServiceStoreBench {
    /// The counts that are kept must be those of the rows.
    fileprivate func validate() async throws {
        let (kept, made) = (try await stores.tallies.tally(), try await stores.tallies.recount())
        try expect(kept, equals: made, "the counts that are kept, beside those made from the rows")
    }
}
