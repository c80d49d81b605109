import FerryCore
import FerrySessions

extension SessionStoreConformance {
    static let changing: [Behaviour] = [
        Behaviour("a change writes the session, answers and entries, and counts the revision up") { bench in
            let session = try await bench.create("s")
            try await bench.accept(.sample("one", session: "s", createdAt: bench.time.now))
            bench.time.advance(bySeconds: 5)
            let changed = try await bench.store.change(session.id) { change in
                change.session.state = .paused
                change.session.pausedAt = change.now
                change.answers[0].video?.state = .delivered
                change.answers[0].video?.location = "file:///a/one.webm"
                let entry = AuditEntry(time: change.now, action: .pause, from: .active, to: .paused)
                change.entries = [entry, entry]
            }
            try expect(changed, equals: try await bench.session("s"), "the answer of the call")
            try expect(changed?.state, equals: .paused, "the state")
            try expect(changed?.revision, equals: 2, "the revision, after a hand-off and a change")
            try expect(changed?.updatedAt, equals: bench.time.now, "the time")
            let answer = try await bench.store.answer(AnswerID(rawValue: "one"))
            try expect(answer?.video?.location, equals: "file:///a/one.webm", "the location")
            try expect(answer?.updatedAt, equals: bench.time.now, "the time of the answer")
            try expect(try await bench.actions("s"), equals: [.create, .addAnswer, .pause, .pause], "the trail")
        },
        Behaviour("a decision that throws changes nothing") { bench in
            let before = try await bench.create("s")
            do {
                _ = try await bench.store.change(before.id) { change throws(FerryError) in
                    change.session.state = .abandoned
                    change.entries = [AuditEntry(time: change.now, action: .abandon, from: .active, to: .abandoned)]
                    throw FerryError(.cancelled, "not now")
                }
                throw ConformanceFailure("what the decision throws must be thrown on")
            } catch let error as FerryError {
                try expect(error.code, equals: .cancelled, "the code")
            }
            try expect(try await bench.session("s"), equals: before, "the session")
            try expect(try await bench.actions("s"), equals: [.create], "the trail")
        },
        Behaviour("a decision is given the answers it asks for, and no others") { bench in
            try await bench.create("s")
            try await bench.create("other")
            try await bench.accept(.sample("old", session: "s", question: 1, createdAt: bench.time.now))
            try await bench.accept(.sample("first", session: "s", question: 0, createdAt: bench.time.now))
            bench.time.advance(bySeconds: 1)
            try await bench.accept(.sample("new", session: "s", question: 1, createdAt: bench.time.now))
            for (selection, names) in [
                (.current, ["first", "new"]), (.only(AnswerID(rawValue: "old")), ["old"]), (.none, []),
                (.only(AnswerID(rawValue: "none")), []),
            ] as [(AnswerSelection, [String])] {
                _ = try await bench.store.change(SessionID(rawValue: "s"), answers: selection) { change in
                    change.session.metadata["seen"] = change.answers.map(\.id.rawValue).joined(separator: ",")
                }
                let seen = try await bench.session("s").metadata["seen"]
                try expect(seen, equals: names.joined(separator: ","), "the answers of \(selection)")
            }
            _ = try await bench.store.change(
                SessionID(rawValue: "other"), answers: .only(AnswerID(rawValue: "old"))
            ) { change in change.session.metadata["seen"] = "\(change.answers.count)" }
            let seen = try await bench.session("other").metadata["seen"]
            try expect(seen, equals: "0", "an answer of another session")
        },
        Behaviour("an answer that is added comes over from another session and takes the place of the one there") {
            bench in
            try await bench.create("from")
            try await bench.create("into")
            try await bench.accept(.sample("stays", session: "into", question: 0, createdAt: bench.time.now))
            try await bench.accept(.sample("gives", session: "into", question: 1, createdAt: bench.time.now))
            bench.time.advance(bySeconds: 1)
            let moved = try await bench.accept(
                .sample("comes", session: "from", question: 1, createdAt: bench.time.now)
            ).answer
            let into = SessionID(rawValue: "into")
            _ = try await bench.store.change(into) { change in
                var answer = moved
                answer.sessionID = into
                change.answers[1].supersededBy = answer.id
                change.answers.append(answer)
                change.session.totals = SessionTotals(of: change.answers)
            }
            let current = try await bench.store.answers(of: into, superseded: false).map(\.id.rawValue)
            try expect(current, equals: ["stays", "comes"], "the current answers")
            let all = try await bench.store.answers(of: into, superseded: true).map(\.id.rawValue)
            try expect(all, equals: ["stays", "comes", "gives"], "all answers")
            let left = try await bench.store.answers(of: SessionID(rawValue: "from"), superseded: true)
            try expect(left, equals: [], "what is left")
            try await bench.validate("into")
        },
        Behaviour("two sessions are changed together or not at all, and their answers come over once") { bench in
            let (into, from) = (try await bench.create("into").id, try await bench.create("from").id)
            try await bench.accept(.sample("gives", session: "into", question: 1, createdAt: bench.time.now))
            bench.time.advance(bySeconds: 1)
            try await bench.accept(.sample("comes", session: "from", question: 1, createdAt: bench.time.now))
            try await bench.accept(.sample("joins", session: "from", question: 2, createdAt: bench.time.now))
            let merge: @Sendable (inout SessionChange, inout SessionChange) throws(FerryError) -> Void = {
                (kept: inout SessionChange, other: inout SessionChange) throws(FerryError) in
                try kept.take(all: &other)
            }
            let before = (try await bench.session("into"), try await bench.session("from"))
            do {
                _ = try await bench.store.change(into, with: from) {
                    (kept: inout SessionChange, other: inout SessionChange) throws(FerryError) in
                    try merge(&kept, &other)
                    throw FerryError(.cancelled, "not now")
                }
                throw ConformanceFailure("what the decision throws must be thrown on")
            } catch let error as FerryError {
                try expect(error.code, equals: .cancelled, "the code")
            }
            let after = (try await bench.session("into"), try await bench.session("from"))
            try expect(after.0, equals: before.0, "the first after a failure")
            try expect(after.1, equals: before.1, "the second after a failure")
            let pair = try await bench.store.change(into, with: from, merge)
            try expect(pair?.first, equals: try await bench.session("into"), "the first")
            try expect(pair?.second, equals: try await bench.session("from"), "the second")
            try expect(pair?.second.state, equals: .abandoned, "the state of the second")
            let current = try await bench.store.answers(of: into, superseded: false).map(\.id.rawValue)
            try expect(current, equals: ["comes", "joins"], "the answers of the first")
            try expect(try await bench.store.answers(of: from, superseded: true), equals: [], "those of the second")
            for id in ["into", "from"] { try await bench.validate(id) }
            let none = try await bench.store.change(into, with: SessionID(rawValue: "none"), merge)
            try expect(none, equals: nil, "one that is not there")
            try expect(try await bench.store.change(into, with: into, merge), equals: nil, "one with itself")
        },
        Behaviour("changes that come at once are made one after the other, and none is lost") { bench in
            let id = try await bench.create("s").id
            let other = try await bench.reopen()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    let store = number.isMultiple(of: 2) ? bench.store : other
                    group.addTask {
                        _ = try await store.change(id, answers: .none) { change in
                            change.session.questionIndex += 1
                            change.entries = [
                                AuditEntry(time: change.now, action: .next, from: .active, to: .active)
                            ]
                        }
                    }
                }
                try await group.waitForAll()
            }
            let session = try await bench.session("s")
            try expect(session.questionIndex, equals: 40, "the changes")
            try expect(session.revision, equals: 40, "the revision")
            try expect(try await bench.actions("s").count, equals: 41, "the trail")
        },
        Behaviour("a trail is read in pieces") { bench in
            let id = try await bench.create("s").id
            for number in 1...6 {
                bench.time.advance(bySeconds: 1)
                _ = try await bench.store.change(id) { change in
                    change.entries = [
                        AuditEntry(time: change.now, action: .next, from: .active, to: .active, detail: "\(number)")
                    ]
                }
            }
            func details(_ after: Int64, _ limit: Int) async throws -> [String?] {
                try await bench.store.trail(of: id, after: after, limit: limit).map(\.detail)
            }
            try expect(try await details(0, 2), equals: [nil, "1"], "the first piece")
            try expect(try await details(2, 3), equals: ["2", "3", "4"], "the second piece")
            try expect(try await details(5, 9), equals: ["5", "6"], "the last piece")
            try expect(try await details(7, 9), equals: [], "beyond it")
        },
    ]
}
