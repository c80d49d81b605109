import FerryBatch
import FerryCore

extension BatchLedgerConformance {
    static let entering: [Behaviour] = [
        Behaviour("an item is new once, then known") { bench in
            let first = try await bench.enter("a", "b")
            try bench.expect(first.new == 2, "two are new: \(first)")
            let second = try await bench.enter("a", "b")
            try bench.expect(second.due == 2 && second.new == 0, "both are due already: \(second)")
        },
        Behaviour("an item that is done stays so while identity and settings are the same") { bench in
            try await bench.enter("a")
            for leased in try await bench.claim() { try await bench.end(leased) }
            try bench.expect(try await bench.enter("a").ended == 1, "it is at an end")
            let touched = BatchLedgerBench.entry("a", version: "2")
            try bench.expect(
                try await bench.ledger.due([touched], in: BatchLedgerBench.pass) == [true], "touched, it would be due")
            try bench.expect(try await bench.claim().isEmpty, "to ask enters nothing")
            let page = try await bench.ledger.enter([touched], in: BatchLedgerBench.pass)
            try bench.expect(page.changed == 1, "touched, it is due: \(page)")
            let again = try await bench.claim()
            try bench.expect(again.first?.item.account?.sha256 == "ab", "what is known of its end is kept")
        },
        Behaviour("other settings make an item due again, and another filter does not") { bench in
            try await bench.enter("a")
            for leased in try await bench.claim() { try await bench.end(leased) }
            let filtered = BatchPass(
                catalog: "/media", destination: "file:///kept", settings: ["none"], filter: "*.webm")
            try bench.expect(try await bench.enter("a", in: filtered).ended == 1, "it is done in any filter")
            try bench.expect(
                try await bench.ledger.totals(of: filtered).items == 1, "it is of the pass it was listed by")
            let voice = BatchPass(catalog: "/media", destination: "file:///kept", settings: ["voice"], filter: "")
            try bench.expect(try await bench.enter("a", in: voice).changed == 1, "it is due in another form")
        },
        Behaviour("items of another listing are not claimed") { bench in
            try await bench.enter("a")
            let other = BatchPass(catalog: "/media", destination: "file:///kept", settings: ["none"], filter: "b*")
            try await bench.enter("b", in: other)
            try bench.expect(try await bench.claim(in: other).map(\.item.entry.name) == ["b"], "only what was listed")
        },
        Behaviour("a fault is at an end with its reason") { bench in
            let error = FerryError(.sourceUnreadable, "line 3 is no row")
            try await bench.ledger.enter(fault: error, named: "list:3", in: BatchLedgerBench.pass)
            try await bench.ledger.enter(fault: error, named: "list:3", in: BatchLedgerBench.pass)
            let items = try await bench.ledger.items(of: BatchLedgerBench.pass, after: 0, limit: 10)
            try bench.expect(items.count == 1 && items.first?.outcome == .refused, "refused once: \(items)")
            try bench.expect(items.first?.account?.error == error, "with its reason")
        },
        Behaviour("what was set aside is due again where that is asked for") { bench in
            try await bench.enter("a")
            for leased in try await bench.claim() { try await bench.end(leased, .setAside) }
            try bench.expect(try await bench.enter("a").ended == 1, "it stays aside")
            var pass = BatchLedgerBench.pass
            pass.reopens.insert(.setAside)
            try bench.expect(try await bench.enter("a", in: pass).changed == 1, "it is due again")
        },
    ]

    static let leases: [Behaviour] = [
        Behaviour("items are claimed in their order, each by one holder") { bench in
            try await bench.enter("c", "a", "b")
            let mine = try await bench.claim(2)
            try bench.expect(mine.map(\.item.entry.name) == ["c", "a"], "in the order of listing")
            try bench.expect(try await bench.claim(by: "b").map(\.item.entry.name) == ["b"], "the rest is another's")
            try bench.expect(
                try await bench.ledger.holders(in: BatchLedgerBench.pass).sorted() == ["a", "b"], "both hold")
        },
        Behaviour("an expired lease is anybody's, and its former holder writes nothing") { bench in
            try await bench.enter("a")
            let old = try await bench.claim()
            bench.time.advance(bySeconds: 31)
            let new = try await bench.claim(by: "b")
            try bench.expect(new.count == 1, "it is free")
            try bench.expect(try await bench.ledger.renew(old.map(\.lease), leaseSeconds: 30).isEmpty, "no renewal")
            try bench.expect(try await !bench.end(old[0]), "no write under the old epoch")
            try bench.expect(try await bench.end(new[0]), "the new holder writes")
        },
        Behaviour("a renewed lease holds") { bench in
            try await bench.enter("a")
            let mine = try await bench.claim()
            bench.time.advance(bySeconds: 20)
            try bench.expect(
                try await bench.ledger.renew(mine.map(\.lease), leaseSeconds: 30) == [mine[0].lease.number], "renewed")
            bench.time.advance(bySeconds: 20)
            try bench.expect(try await bench.claim(by: "b").isEmpty, "it is held")
        },
        Behaviour("the leases of the dead are taken away") { bench in
            try await bench.enter("a", "b")
            let old = try await bench.claim(1)
            try await bench.ledger.revoke(holder: "a")
            try bench.expect(try await bench.claim(by: "b").count == 2, "both are free")
            try bench.expect(try await !bench.end(old[0]), "the dead write nothing")
        },
        Behaviour("an item that changed is taken from whoever works on what it was") { bench in
            try await bench.enter("a")
            let old = try await bench.claim()
            _ = try await bench.ledger.enter([BatchLedgerBench.entry("a", bytes: 11)], in: BatchLedgerBench.pass)
            try bench.expect(try await !bench.end(old[0]), "the old version is not what is done")
            try bench.expect(try await bench.claim(by: "b").first?.item.entry.bytes == 11, "the new one is due")
        },
    ]

    static let settling: [Behaviour] = [
        Behaviour("what failed is due again at its time, behind what was never tried") { bench in
            try await bench.enter("a")
            let first = try await bench.claim()
            let due = bench.time.now.advanced(bySeconds: 60)
            let account = BatchAccount(error: FerryError(.uploadStalled, "too slow"))
            _ = try await bench.ledger.settle(first[0].lease, .retry(at: due, account))
            try bench.expect(try await bench.claim().isEmpty, "it waits")
            try bench.expect(try await bench.ledger.totals(of: BatchLedgerBench.pass).waiting == 1, "it is counted")
            bench.time.advance(bySeconds: 61)
            try await bench.enter("b")
            let next = try await bench.claim()
            try bench.expect(next.map(\.item.entry.name) == ["b", "a"], "it comes last")
            try bench.expect(next.last?.item.attempts == 1, "its failures are counted")
            try bench.expect(next.last?.item.account?.error?.code == .uploadStalled, "its reason is known")
        },
        Behaviour("a released item is due as before") { bench in
            try await bench.enter("a")
            let first = try await bench.claim()
            _ = try await bench.ledger.settle(first[0].lease, .released)
            let again = try await bench.claim(by: "b")
            try bench.expect(again.first?.item.attempts == 0, "it failed never")
        },
        Behaviour("a rendition that took the place of its recording is done under its own name") { bench in
            try await bench.enter("a.webm", "a.mp4")
            let leased = try await bench.claim(1)
            let entry = BatchLedgerBench.entry("a.mp4", bytes: 5, version: "9")
            var account = BatchAccount()
            account.renditionBytes = 5
            _ = try await bench.ledger.settle(leased[0].lease, .ended(.replaced, account, entry: entry))
            let page = try await bench.ledger.enter([entry], in: BatchLedgerBench.pass)
            try bench.expect(page.ended == 1, "it is not due: \(page)")
            let totals = try await bench.ledger.totals(of: BatchLedgerBench.pass)
            try bench.expect(totals.items == 1 && totals.bytes == 10 && totals.savings == 0.5, "savings: \(totals)")
        },
    ]

    static let counting: [Behaviour] = [
        Behaviour("what is noted while an item is worked on is known of it, and written by its holder alone") { bench in
            try await bench.enter("a")
            let leased = try await bench.claim()
            var account = BatchAccount()
            (account.sha256, account.renditionSHA256) = ("ab", "rab")
            try bench.expect(try await bench.ledger.note(leased[0].lease, account), "its holder writes")
            let settings = leased[0].item.settings
            let none = try await bench.ledger.ending(ofContent: "ab", settings: settings)
            try bench.expect(none == nil, "it is not at an end")
            let found = try await bench.ledger.ending(ofContent: "rab", settings: settings)
            try bench.expect(found?.entry.name == "a", "its rendition is known")
            try await bench.ledger.revoke(holder: "a")
            try bench.expect(try await !bench.ledger.note(leased[0].lease, account), "nobody else writes")
            _ = try await bench.ledger.enter([BatchLedgerBench.entry("a", bytes: 3)], in: BatchLedgerBench.pass)
            let again = try await bench.ledger.ending(ofContent: "rab", settings: settings)
            try bench.expect(again != nil, "a change does not make it unknown")
        },
        Behaviour("totals say how many ended how, with bytes") { bench in
            try await bench.enter("a", "b", "c")
            let leased = try await bench.claim(2)
            try await bench.end(leased[0])
            try await bench.end(leased[1], .refused, renditionBytes: nil)
            let totals = try await bench.ledger.totals(of: BatchLedgerBench.pass)
            try bench.expect(totals.count(.delivered) == 1 && totals.count(.refused) == 1, "ends: \(totals)")
            try bench.expect(totals.open.items == 1 && totals.open.bytes == 10, "open: \(totals)")
            try bench.expect(totals.savings == 0.6, "savings: \(totals)")
        },
        Behaviour("items come page by page in their order") { bench in
            try await bench.enter("a", "b", "c")
            let first = try await bench.ledger.items(of: BatchLedgerBench.pass, after: 0, limit: 2)
            let rest = try await bench.ledger.items(of: BatchLedgerBench.pass, after: first.last?.number ?? 0, limit: 2)
            try bench.expect((first + rest).map(\.entry.name) == ["a", "b", "c"], "all of them once")
        },
        Behaviour("content is found by its hash and its rendition's, in its form") { bench in
            try await bench.enter("a")
            let leased = try await bench.claim()
            try await bench.end(leased[0], sha256: "cd")
            let settings = leased[0].item.settings
            for sha256 in ["cd", "rcd"] {
                let found = try await bench.ledger.ending(ofContent: sha256, settings: settings)
                try bench.expect(found?.entry.name == "a", "found by \(sha256)")
            }
            let other = try await bench.ledger.ending(ofContent: "cd", settings: "other")
            try bench.expect(other == nil, "not in another form")
        },
    ]
}
