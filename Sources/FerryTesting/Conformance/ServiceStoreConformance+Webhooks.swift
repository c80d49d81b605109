import FerryCore
import FerrySessions

extension ServiceStoreConformance {
    static let webhooks: [Behaviour] = [
        Behaviour("a webhook is there with the change that it tells of, and is due at once") { bench in
            try await bench.create("s")
            try expect(try await bench.stores.webhooks.nextDue(), equals: nil, "before")
            try await bench.tell(.sessionCompleted, of: "s")
            try expect(try await bench.stores.webhooks.nextDue(), equals: bench.time.now, "when it is due")
            let claimed = try await bench.stores.webhooks.claimDue(limit: 9, forSeconds: 60)
            try expect(claimed.map(\.draft.event), equals: [.sessionCompleted], "the event")
            try expect(claimed.map(\.draft.sessionID.rawValue), equals: ["s"], "the session")
            try expect(claimed.map(\.attempts), equals: [1], "attempts")
            guard let id = claimed.first?.id else { return }
            try expect(try await bench.stores.webhooks.webhook(id), equals: claimed.first, "by its name")
            let again = try await bench.reopen().webhooks.webhooks(ofSession: SessionID(rawValue: "s"), limit: 9)
            try expect(again, equals: claimed, "the webhooks of the session, opened again")
        },
        Behaviour("a change that fails tells nothing, and settled media tells what it came to") { bench in
            try await bench.create("s")
            _ = try? await bench.stores.sessions.change(SessionID(rawValue: "s")) { change throws(FerryError) in
                change.webhooks = [
                    WebhookDraft(event: .answerFailed, sessionID: change.session.id, answerID: nil, time: change.now)
                ]
                throw FerryError(.cancelled, "not now")
            }
            try expect(try await bench.stores.webhooks.nextDue(), equals: nil, "after the failure")
            try await bench.accept(.sample("one", session: "s", media: [.video], createdAt: bench.time.now))
            try await bench.finish("one-video", .cancelled)
            let claimed = try await bench.stores.webhooks.claimDue(limit: 9, forSeconds: 60)
            try expect(claimed.map(\.draft.event), equals: [.answerFailed], "the event")
            try expect(claimed.map(\.draft.answerID?.rawValue), equals: ["one"], "the answer")
        },
        Behaviour("those that are due come in the order they became due, each to one claim") { bench in
            try await bench.create("s")
            for event in WebhookEvent.allCases {
                try await bench.tell(event, of: "s")
                bench.time.advance(bySeconds: 1)
            }
            let store = bench.stores.webhooks
            let first = try await store.claimDue(limit: 2, forSeconds: 60)
            try expect(first.map(\.draft.event), equals: [.answerDelivered, .answerFailed], "the first two")
            let rest = try await store.claimDue(limit: 9, forSeconds: 30)
            try expect(rest.map(\.draft.event), equals: [.sessionCompleted], "the rest")
            try expect(try await store.claimDue(limit: 9, forSeconds: 60), equals: [], "none is left")
            bench.time.advance(bySeconds: 59.999_999)
            let silent = try await store.claimDue(limit: 9, forSeconds: 60)
            try expect(silent.map(\.id), equals: rest.map(\.id), "one whose sender was silent")
            bench.time.advance(bySeconds: 1e-6)
            let later = try await store.claimDue(limit: 9, forSeconds: 60)
            try expect(later.map(\.id), equals: first.map(\.id), "the others, at their time")
            try expect(later.map(\.attempts), equals: [2, 2], "attempts")
            try expect(try await store.claimDue(limit: 0, forSeconds: 60), equals: [], "a claim of none")
        },
        Behaviour("what came of each attempt is kept, and nothing follows an end") { bench in
            try await bench.create("s")
            try await bench.tell(.answerDelivered, of: "s")
            try await bench.tell(.sessionCompleted, of: "s")
            let store = bench.stores.webhooks
            let claimed = try await store.claimDue(limit: 9, forSeconds: 60)
            try expect(claimed.count, equals: 2, "claimed")
            let (good, bad) = (claimed[0].id, claimed[1].id)
            let due = bench.time.now.advanced(bySeconds: 5)
            let waiting = try await store.settle(good, .retry(at: due, status: 503, reason: "busy"))
            try expect(waiting?.nextAttemptAt, equals: due, "the next attempt")
            try expect(try await store.nextDue(), equals: due, "the next one due")
            bench.time.advance(bySeconds: 5)
            try expect(try await store.claimDue(limit: 9, forSeconds: 60).map(\.id), equals: [good], "due again")
            let delivered = try await store.settle(good, .delivered(status: 204))
            try expect(delivered?.state, equals: .delivered, "the state")
            try expect(delivered?.endedAt, equals: bench.time.now, "when it ended")
            try expect(delivered?.log.map(\.status), equals: [503, 204], "the statuses")
            try expect(delivered?.log.map(\.reason), equals: ["busy", nil], "the reasons")
            try expect(try await store.webhook(good), equals: delivered, "as it is stored")
            let failed = try await store.settle(bad, .failed(status: nil, reason: "no connection"))
            try expect(failed?.state, equals: .failed, "the other's state")
            try expect(try await store.settle(good, .failed(status: 500, reason: "late")), equals: nil, "after the end")
            try expect(
                try await store.settle(WebhookID(rawValue: "none"), .delivered(status: 200)), equals: nil, "none")
            try expect(try await store.nextDue(), equals: nil, "nothing waits")
            let all = try await store.webhooks(ofSession: SessionID(rawValue: "s"), limit: 9).map(\.id)
            try expect(all, equals: [bad, good], "the webhooks of the session, newest first")
        },
        Behaviour("those that ended before a time are forgotten, the oldest first, and those that wait never") {
            bench in
            try await bench.create("s")
            for _ in 0..<4 { try await bench.tell(.answerDelivered, of: "s") }
            let store = bench.stores.webhooks
            let claimed = try await store.claimDue(limit: 3, forSeconds: 600)
            for webhook in claimed {
                _ = try await store.settle(webhook.id, .delivered(status: 200))
                bench.time.advance(bySeconds: 10)
            }
            let time = bench.time.now.advanced(bySeconds: -10)
            try expect(try await store.forgetWebhooks(endedBefore: time, limit: 1), equals: 1, "one")
            try expect(try await store.webhook(claimed[0].id), equals: nil, "the oldest")
            try expect(try await store.forgetWebhooks(endedBefore: time, limit: 9), equals: 1, "the others")
            let left = try await store.webhooks(ofSession: SessionID(rawValue: "s"), limit: 9)
            try expect(left.count, equals: 2, "what is left")
            try expect(left.last?.id, equals: claimed[2].id, "one that ended later")
        },
        Behaviour("the log of a webhook does not grow without end") { bench in
            try await bench.create("s")
            try await bench.tell(.answerDelivered, of: "s")
            let store = bench.stores.webhooks
            guard let id = try await store.claimDue(limit: 1, forSeconds: 60).first?.id else { return }
            for number in 0..<30 {
                _ = try await store.settle(id, .retry(at: bench.time.now, status: number, reason: "again"))
            }
            let statuses = try await store.webhook(id)?.log.map(\.status)
            try expect(statuses, equals: (10..<30).map { $0 }, "the latest statuses")
        },
    ]
}
