import FerryCore

extension JobStoreConformance {
    static let claiming: [Behaviour] = [
        Behaviour("waiting jobs are leased oldest first, no more than asked for") { bench in
            for id in ["one", "two", "three"] {
                try await bench.insertWaiting(id)
                bench.time.advance(bySeconds: 1)
            }
            let batch = try await bench.store.claimWaiting(limit: 2, holder: "b", leaseSeconds: 30)
            try expect(batch.map(\.job.id.rawValue), equals: ["one", "two"], "the batch")
            for leased in batch {
                try expect(leased.lease.holder, equals: "b", "the holder")
                try await bench.move(leased, to: .inspecting)
            }
            let rest = try await bench.store.claimWaiting(limit: 5, holder: "b", leaseSeconds: 30)
            try expect(rest.map(\.job.id.rawValue), equals: ["three"], "the rest")
            try expect(try await bench.store.claimWaiting(limit: 5, holder: "b", leaseSeconds: 30), equals: [], "none")
        },
        Behaviour("jobs of higher priority are leased first, those of one priority oldest first") { bench in
            for (id, priority) in [("old", nil), ("low", -1), ("high", 7), ("zero", 0), ("urgent", 7)]
                as [(String, Int?)]
            {
                var job = JobRecord.sample(id, createdAt: bench.time.now)
                job.priority = priority
                guard case .inserted(let leased) = try await bench.store.insert(job, holder: "a", leaseSeconds: 30)
                else { throw ConformanceFailure("job \(id) is new") }
                try await bench.store.release(leased.lease)
                bench.time.advance(bySeconds: 1)
            }
            let raised = try await bench.claim("zero")
            var job = raised.job
            job.priority = 9
            try expect(try await bench.store.update(job, under: raised.lease), "a good lease may raise the priority")
            try await bench.store.release(raised.lease)
            let batch = try await bench.store.claimWaiting(limit: 5, holder: "b", leaseSeconds: 30)
            try expect(batch.map(\.job.id.rawValue), equals: ["zero", "high", "urgent", "old", "low"], "the order")
        },
        Behaviour("only accepted jobs that nobody holds are waiting") { bench in
            try await bench.insert("held")
            for state in JobState.allCases where state != .accepted {
                let leased = try await bench.insert("in-\(state.rawValue)")
                try await bench.move(leased, to: state)
                try await bench.store.release(leased.lease)
            }
            try await bench.insertWaiting("waiting")
            let batch = try await bench.store.claimWaiting(limit: 99, holder: "b", leaseSeconds: 30)
            try expect(batch.map(\.job.id.rawValue), equals: ["waiting"], "the batch")
            let none = try await bench.store.claimWaiting(limit: 0, holder: "c", leaseSeconds: 30)
            try expect(none, equals: [], "a batch of none")
        },
        Behaviour("a job whose holder let its lease run out waits again") { bench in
            let leased = try await bench.insert("one")
            let early = try await bench.store.claimWaiting(limit: 1, holder: "b", leaseSeconds: 30)
            try expect(early, equals: [], "while the lease runs")
            bench.time.advance(bySeconds: bench.leaseSeconds)
            let batch = try await bench.store.claimWaiting(limit: 1, holder: "b", leaseSeconds: 30)
            try expect(batch.map(\.job.id), equals: [leased.job.id], "after it ran out")
            try expect(!(try await bench.store.update(leased.job, under: leased.lease)), "the old lease is void")
        },
        Behaviour("a holder is not given what it has in hand, whatever the clock says") { bench in
            try await bench.insertWaiting("one")
            let first = try await bench.store.claimWaiting(limit: 5, holder: "b", leaseSeconds: 30)
            try expect(first.count, equals: 1, "the first batch")
            bench.time.advance(bySeconds: 86_400)
            let again = try await bench.store.claimWaiting(limit: 5, holder: "b", leaseSeconds: 30)
            try expect(again, equals: [], "a day later")
            let renewed = try await bench.store.renew(first.map(\.lease), leaseSeconds: 30)
            try expect(renewed.count, equals: 1, "its lease is prolonged")
        },
        Behaviour("many workers that claim at once never get the same job") { bench in
            let jobs = 60
            for number in 0..<jobs { try await bench.insertWaiting("job-\(number)") }
            let other = try await bench.reopen()
            let claims = try await withThrowingTaskGroup(of: [JobLease].self) { group in
                for worker in 0..<6 {
                    let store = worker.isMultiple(of: 2) ? bench.store : other
                    group.addTask { try await drain(store, holder: "worker-\(worker)") }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try expect(claims.count, equals: jobs, "claims")
            try expect(Set(claims.map(\.job)).count, equals: jobs, "jobs claimed")
            for lease in claims {
                let answer = try await bench.store.claim(lease.job, holder: "stranger", leaseSeconds: 1)
                try expect(answer, equals: .held(lease), "a stranger's claim")
            }
        },
    ]

    private static func drain(_ store: any JobStore, holder: String) async throws -> [JobLease] {
        var leases: [JobLease] = []
        while true {
            let batch = try await store.claimWaiting(limit: 4, holder: holder, leaseSeconds: 30)
            guard !batch.isEmpty else { return leases }
            leases += batch.map(\.lease)
        }
    }
}
