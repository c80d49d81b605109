import FerryCore
import FerrySessions

extension SessionStoreConformance {
    static let repeating: [Behaviour] = [
        Behaviour("a hand-off whose caller was told that it is safe is stored wherever its session stands") { bench in
            try await bench.create("s")
            try await bench.accept(
                .sample("first", session: "s", question: 1, key: "K", createdAt: bench.time.now))
            _ = try await bench.store.change(SessionID(rawValue: "s")) { change throws(FerryError) in
                try change.move(.complete)
            }
            let late = HandOff.sample("late", session: "s", question: 0, createdAt: bench.time.now)
            try expect(try await bench.store.accept(late), equals: .illegal(.completed), "one that nobody was told of")
            let other = HandOff.sample(
                "other", session: "s", question: 2, key: "K", content: "else", createdAt: bench.time.now)
            for handOff in [late, other] {
                var record = handOff.record
                record.idempotencyKey = nil
                let acceptance = try await bench.store.accept(handOff, isAcknowledged: true)
                try expect(acceptance, equals: .accepted(record), "an acknowledged one")
                try expect(
                    try await bench.store.accept(handOff, isAcknowledged: true), equals: .repeated(record), "once more")
            }
            let session = try await bench.session("s")
            try expect(session.state, equals: .completed, "the state")
            let names = session.manifest?.answers.map(\.answerId.rawValue)
            try expect(names, equals: ["late", "first", "other"], "the manifest")
            try expect(session.manifest?.totals, equals: session.totals, "its totals")
            try await bench.validate("s")
        },
        Behaviour("the same key with the same content is the same hand-off, and stores nothing") { bench in
            try await bench.create("s")
            let first = try await bench.accept(
                .sample("one", session: "s", key: "k", content: "c", createdAt: bench.time.now))
            let before = try await bench.session("s")
            bench.time.advance(bySeconds: 1)
            let second = HandOff.sample("two", session: "s", key: "k", content: "c", createdAt: bench.time.now)
            try expect(try await bench.store.accept(second), equals: .repeated(first.record), "the repeat")
            try expect(try await bench.session("s"), equals: before, "the session")
            try expect(try await bench.store.answer(second.answer.id), equals: nil, "its answer")
            try expect(try await bench.jobs.jobs(ofSession: "s", limit: 9), equals: first.jobs, "the jobs")
            try expect(try await bench.actions("s"), equals: [.create, .addAnswer], "the trail")
        },
        Behaviour("the same key with other content is a conflict, and stores nothing") { bench in
            try await bench.create("s")
            let first = try await bench.accept(.sample("one", session: "s", key: "k", createdAt: bench.time.now))
            let other = HandOff.sample("two", session: "s", key: "k", createdAt: bench.time.now)
            try expect(try await bench.store.accept(other), equals: .conflict(first.record), "the other content")
            try expect(try await bench.store.answer(other.answer.id), equals: nil, "its answer")
            try expect(try await bench.jobs.jobs(ofSession: "s", limit: 9), equals: first.jobs, "the jobs")
        },
        Behaviour("keys belong to their sessions, and hand-offs without one are never repeats of each other") { bench in
            for id in ["s", "t"] {
                try await bench.create(id)
                try await bench.accept(
                    .sample("of-\(id)", session: id, key: "k", content: "c", createdAt: bench.time.now))
            }
            for id in ["one", "two"] {
                try await bench.accept(
                    .sample(id, session: "s", question: 1, content: "same", createdAt: bench.time.now))
            }
            let found = try await bench.store.handOff(ofSession: SessionID(rawValue: "t"), withKey: "k")
            try expect(found?.answerID.rawValue, equals: "of-t", "the hand-off by its key")
        },
        Behaviour("the same hand-off once more is a repeat, with a key or without, wherever its session stands") {
            bench in
            try await bench.create("s")
            let keyed = try await bench.accept(.sample("one", session: "s", key: "k", createdAt: bench.time.now))
            let bare = try await bench.accept(.sample("two", session: "s", question: 1, createdAt: bench.time.now))
            for state in SessionState.allCases.reversed() {
                try await bench.move("s", to: state)
                for handOff in [keyed, bare] {
                    let again = try await bench.store.accept(handOff)
                    try expect(again, equals: .repeated(handOff.record), "a replay while \(state.rawValue)")
                }
            }
            try expect(try await bench.jobs.jobs(ofSession: "s", limit: 9).count, equals: 4, "the jobs")
            try await bench.validate("s")
        },
        Behaviour("of many that bring one key at once, one is stored and all others repeat it") { bench in
            try await bench.create("s")
            let other = try await bench.reopen()
            let found = try await withThrowingTaskGroup(of: (AnswerID?, Bool).self) { group in
                for number in 0..<24 {
                    let store = number.isMultiple(of: 2) ? bench.store : other
                    group.addTask {
                        let handOff = HandOff.sample(
                            "a\(number)", session: "s", key: "k", content: "c", createdAt: bench.time.now)
                        switch try await store.accept(handOff) {
                        case .accepted(let record): return (record.answerID, true)
                        case .repeated(let record): return (record.answerID, false)
                        default: return (nil, false)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try expect(found.filter(\.1).count, equals: 1, "stored")
            try expect(Set(found.map(\.0)).count, equals: 1, "answers")
            try expect(found.contains { $0.0 == nil }, equals: false, "anything else")
            try expect(try await bench.jobs.jobs(ofSession: "s", limit: 99).count, equals: 2, "the jobs")
        },
        Behaviour("many hand-offs at once are all stored, and the totals are theirs") { bench in
            try await bench.create("s")
            let (start, other) = (bench.time.now, try await bench.reopen())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    let store = number.isMultiple(of: 2) ? bench.store : other
                    group.addTask {
                        _ = try await store.accept(
                            .sample("a\(number)", session: "s", question: number % 20, createdAt: start))
                    }
                }
                try await group.waitForAll()
            }
            let session = try await bench.session("s")
            try expect(session.totals.answered, equals: 20, "questions with an answer")
            try expect(session.revision, equals: 40, "the revision")
            try expect(try await bench.store.answers(of: session.id, superseded: true).count, equals: 40, "all answers")
            try expect(try await bench.jobs.jobs(ofSession: "s", limit: 99).count, equals: 80, "the jobs")
            try await bench.validate("s")
        },
        Behaviour("what was accepted is there when the store is opened again") { bench in
            let session = try await bench.create("s")
            let handOff = try await bench.accept(.sample("one", session: "s", key: "k", createdAt: bench.time.now))
            let again = try await bench.reopen()
            try expect(try await again.session(session.id), equals: try await bench.session("s"), "the session")
            try expect(try await again.answers(of: session.id, superseded: false), equals: [handOff.answer], "answers")
            try expect(try await again.accept(handOff), equals: .repeated(handOff.record), "a replay")
        },
    ]
}
