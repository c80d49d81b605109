import FerryCore

extension JobStoreConformance {
    static let sharing: [Behaviour] = [
        Behaviour("jobs, leases and epochs are there when the store is opened again") { bench in
            let leased = try await bench.insert("one")
            let job = try await bench.move(leased, to: .uploading)
            let again = try await bench.reopen()
            try expect(try await again.job(job.id)?.state, equals: .uploading, "the state")
            let held = try await again.claim(job.id, holder: "b", leaseSeconds: 30)
            try expect(held, equals: .held(leased.lease), "a claim by another holder")
            try expect(try await again.update(job, under: leased.lease), "the lease holds in the other store")
        },
        Behaviour("what one of two stores writes the other sees at once") { bench in
            let other = try await bench.reopen()
            let leased = try await bench.insert("one")
            try expect(try await other.job(leased.job.id), equals: leased.job, "the job")
            try await other.revoke(leased.lease)
            try expect(!(try await bench.store.update(leased.job, under: leased.lease)), "the lease is void here too")
        },
        Behaviour("two stores that write at once lose nothing") { bench in
            let other = try await bench.reopen()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    let store = number.isMultiple(of: 2) ? bench.store : other
                    group.addTask { try await runThrough(store, "job-\(number)", bench.time) }
                }
                try await group.waitForAll()
            }
            let delivered = try await bench.store.jobs(in: [.delivered], limit: 99)
            try expect(delivered.count, equals: 40, "jobs delivered")
        },
        Behaviour("a write goes through in a task that was cancelled") { bench in
            let leased = try await bench.insert("one")
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                try await bench.move(leased, to: .paused)
                try await bench.store.release(leased.lease)
            }
            task.cancel()
            try await task.value
            let again = try await bench.claim("one", holder: "b")
            try expect(again.job.state, equals: .paused, "the state")
        },
    ]

    private static func runThrough(_ store: any JobStore, _ id: String, _ time: SettableTime) async throws {
        let sample = JobRecord.sample(id, createdAt: time.now)
        guard case .inserted(let leased) = try await store.insert(sample, holder: id, leaseSeconds: 30) else {
            throw ConformanceFailure("job \(id) is new")
        }
        var job = leased.job
        for state in [JobState.queued, .uploading, .confirming, .delivered] {
            job.state = state
            try expect(try await store.update(job, under: leased.lease), "the lease of \(id) holds")
        }
        try await store.release(leased.lease)
    }
}
