import FerryCore
import FerrySessions

extension SessionStoreConformance {
    static let reading: [Behaviour] = [
        Behaviour("what is not there is not found") { bench in
            let (session, store) = (SessionID(rawValue: "none"), bench.store)
            try expect(try await store.session(session), equals: nil, "the session")
            try expect(try await store.answers(of: session, superseded: true), equals: [], "its answers")
            try expect(try await store.answer(AnswerID(rawValue: "none")), equals: nil, "an answer")
            try expect(try await store.trail(of: session, after: 0, limit: 9), equals: [], "its trail")
            try expect(try await store.handOff(SubmissionID(rawValue: "none")), equals: nil, "a hand-off")
            try expect(try await store.handOff(ofSession: session, withKey: "k"), equals: nil, "a hand-off by its key")
            let changed = try await store.change(session) { _ in }
            try expect(changed, equals: nil, "a change")
        },
        Behaviour("a session comes back as it was written, with the first entry of its trail") { bench in
            var session = InterviewSession.sample("s", startedAt: bench.time.now)
            session.candidate = .init(id: "c-1", name: "Zoë O'Neil")
            session.metadata = ["page": "a/b", "": "empty"]
            session.pausedSeconds = 0.1
            session.isProgressive = false
            let entry = AuditEntry(time: bench.time.now, action: .create, from: nil, to: .active, detail: "by a test")
            try await bench.store.create(session, entry)
            try expect(try await bench.store.session(session.id), equals: session, "the session")
            var first = entry
            first.sequence = 1
            try expect(try await bench.store.trail(of: session.id, after: 0, limit: 9), equals: [first], "the trail")
        },
        Behaviour("a name is given once") { bench in
            try await bench.create("s", userID: "first")
            do {
                try await bench.create("s", userID: "second")
                throw ConformanceFailure("a second session of one name must be refused")
            } catch let error as FerryError {
                try expect(error.code, equals: .storeUnavailable, "the code")
                try expect(error.disposition, equals: .giveUp, "the disposition")
            }
            try expect(try await bench.session("s").userID, equals: "first", "whose it is")
            try expect(try await bench.actions("s"), equals: [.create], "the trail")
        },
        Behaviour("sessions of a user come newest first, in the states asked for, no more than asked for") { bench in
            for (number, user) in ["a", "b", "a", "a", "b", "a"].enumerated() {
                try await bench.create("s\(number)", userID: user)
                if number != 2 { bench.time.advance(bySeconds: 1) }
            }
            try await bench.move("s0", to: .paused)
            try await bench.move("s5", to: .completed)
            func names(_ user: String?, _ states: Set<SessionState>, _ limit: Int = 9) async throws -> [String] {
                try await bench.store.sessions(ofUser: user, in: states, limit: limit).map(\.id.rawValue)
            }
            try expect(try await names("a", [.active, .paused]), equals: ["s3", "s2", "s0"], "incomplete ones of a")
            try expect(try await names("a", [.active, .paused], 2), equals: ["s3", "s2"], "two of them")
            try expect(try await names("b", Set(SessionState.allCases)), equals: ["s4", "s1"], "all of b")
            try expect(
                try await names(nil, [.active, .completed]), equals: ["s5", "s4", "s3", "s2", "s1"], "of all users")
            try expect(try await names("c", Set(SessionState.allCases)), equals: [], "of a stranger")
            try expect(try await names("a", []), equals: [], "in no state")
            try expect(try await names("a", [.active], 0), equals: [], "none")
        },
        Behaviour("expired are unfinished sessions whose time is over, the oldest first") { bench in
            for (id, days) in [("late", 3.0), ("early", 1.0), ("done", 1.0), ("later", 9.0)] {
                var session = InterviewSession.sample(id, startedAt: bench.time.now)
                session.expiresAt = bench.time.now.advanced(bySeconds: days * 86_400)
                try await bench.store.create(
                    session, AuditEntry(time: bench.time.now, action: .create, from: nil, to: .active))
            }
            try await bench.move("early", to: .paused)
            try await bench.move("done", to: .completed)
            let start = bench.time.now
            func names(_ seconds: Double, _ limit: Int = 9) async throws -> [String] {
                try await bench.store.expired(at: start.advanced(bySeconds: seconds), limit: limit).map(\.id.rawValue)
            }
            try expect(try await names(86_400 - 1e-6), equals: [], "a microsecond before")
            try expect(try await names(86_400), equals: ["early"], "at the time")
            try expect(try await names(4 * 86_400), equals: ["early", "late"], "later")
            try expect(try await names(4 * 86_400, 1), equals: ["early"], "one of them")
        },
    ]
}
