import FerryCore

extension JobStoreConformance {
    static let requests: [Behaviour] = [
        Behaviour("a request reaches the holder of the job and no other") { bench in
            let one = try await bench.insert("one")
            try await bench.insert("two", holder: "b")
            let asked = try await bench.ask(.pause, one)
            try expect(asked.requestedAt, equals: bench.time.now, "the time")
            try expect(asked.epoch, equals: one.lease.epoch, "the epoch")
            try expect(try await bench.store.requests(to: "a"), equals: [asked], "the holder's requests")
            try expect(try await bench.store.requests(to: "b"), equals: [], "another holder's")
            let standing = JobStanding(job: one.job, lease: one.lease, request: asked)
            try expect(try await bench.store.standing(one.job.id), equals: standing, "the standing")
        },
        Behaviour("a job without a holder stands alone, and what is not there has no standing") { bench in
            let job = try await bench.insertWaiting("one")
            let standing = JobStanding(job: job, lease: nil, request: nil)
            try expect(try await bench.store.standing(job.id), equals: standing, "the standing")
            try expect(try await bench.store.standing(JobID(rawValue: "none")), equals: nil, "of no job")
        },
        Behaviour("a later request takes the place of one that waits") { bench in
            let one = try await bench.insert("one")
            let first = try await bench.ask(.pause, one)
            bench.time.advance(bySeconds: 1)
            let second = try await bench.ask(.cancel, one)
            try expect(try await bench.store.requests(to: "a"), equals: [second], "the requests")
            try await bench.store.settle(first)
            try expect(try await bench.store.requests(to: "a"), equals: [second], "after the first was settled")
            try await bench.store.settle(second)
            try expect(try await bench.store.requests(to: "a"), equals: [], "after the second was settled")
            try expect(try await bench.store.standing(one.job.id)?.request, equals: nil, "the standing's")
        },
        Behaviour("requests come in the order they were asked") { bench in
            let leased = [
                try await bench.insert("one"), try await bench.insert("two"), try await bench.insert("three"),
            ]
            for place in [2, 0, 1] {
                try await bench.ask(.retry, leased[place])
                bench.time.advance(bySeconds: 1)
            }
            let jobs = try await bench.store.requests(to: "a").map(\.job.rawValue)
            try expect(jobs, equals: ["three", "one", "two"], "the order")
        },
        Behaviour("a request is void with its lease, however that ended") { bench in
            let given = try await bench.insert("given")
            let revoked = try await bench.insert("revoked")
            let again = try await bench.insert("again")
            for leased in [given, revoked, again] { try await bench.ask(.cancel, leased) }
            try await bench.store.release(given.lease)
            try await bench.store.revoke(revoked.lease)
            _ = try await bench.claim("again")
            try expect(try await bench.store.requests(to: "a"), equals: [], "requests of void leases")
            for id in ["given", "revoked"] {
                _ = try await bench.claim(id)
                let request = try await bench.store.standing(JobID(rawValue: id))?.request
                try expect(request, equals: nil, "the request of \(id) under a new lease")
            }
        },
        Behaviour("nothing is asked of a lease that was taken away or given back") { bench in
            let old = try await bench.insert("one")
            bench.time.advance(bySeconds: 31)
            let new = try await bench.claim("one", holder: "b")
            try expect(try await bench.store.request(.pause, of: old.lease), equals: nil, "of a lease taken away")
            try await bench.store.release(new.lease)
            try expect(try await bench.store.request(.pause, of: new.lease), equals: nil, "of a lease given back")
            try expect(try await bench.store.standing(new.job.id)?.request, equals: nil, "the request")
        },
        Behaviour("a renewed lease and a written job keep their request") { bench in
            let one = try await bench.insert("one")
            let asked = try await bench.ask(.pause, one)
            bench.time.advance(bySeconds: 3)
            _ = try await bench.store.renew([one.lease], leaseSeconds: 30)
            try await bench.move(one, to: .uploading)
            try expect(try await bench.store.requests(to: "a"), equals: [asked], "the request")
            let other = try await bench.reopen()
            try expect(try await other.requests(to: "a"), equals: [asked], "in a store opened after it")
        },
    ]
}

extension JobStoreBench {
    /// Leaves a request under a lease that must be good.
    @discardableResult
    func ask(_ move: JobMove, _ leased: LeasedJob) async throws -> JobRequest {
        guard let request = try await store.request(move, of: leased.lease) else {
            throw ConformanceFailure("the lease of \(leased.job.id) is good and takes a request")
        }
        return request
    }
}
