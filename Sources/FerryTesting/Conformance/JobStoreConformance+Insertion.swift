import FerryCore

extension JobStoreConformance {
    static let insertion: [Behaviour] = [
        Behaviour("a new job is stored as given, leased, with the store's time of writing") { bench in
            var job = JobRecord.sample("one", path: "/a b/ü.webm", createdAt: bench.time.now)
            job.updatedAt = Timestamp(microseconds: 0)
            guard case .inserted(let leased) = try await bench.store.insert(job, holder: "a", leaseSeconds: 30) else {
                throw ConformanceFailure("the job is new")
            }
            job.updatedAt = bench.time.now
            try expect(leased.job, equals: job, "the answer")
            try expect(try await bench.store.job(job.id), equals: job, "the stored job")
            try expect(leased.lease.job, equals: job.id, "the lease's job")
            try expect(leased.lease.holder, equals: "a", "the holder")
            try expect(leased.lease.expiresAt, equals: bench.time.now.advanced(bySeconds: 30), "the expiry")
        },
        Behaviour("a second job of a key is not written while the first is under way") { bench in
            let first = try await bench.insert("one", key: "same")
            let second = JobRecord.sample("two", key: "same", createdAt: bench.time.now)
            let answer = try await bench.store.insert(second, holder: "b", leaseSeconds: 30)
            try expect(answer, equals: .exists(first.job), "the answer")
            try expect(try await bench.store.job(second.id), equals: nil, "the second job")
            try expect(
                try await bench.store.update(first.job, under: first.lease), "the first lease is untouched")
        },
        Behaviour("a key is free again once its job is at an end") { bench in
            for (number, state) in JobState.allCases.filter(\.isEnd).enumerated() {
                try await bench.move(try await bench.insert("job-\(number)", key: "same"), to: state)
            }
            try await bench.insert("last", key: "same")
        },
        Behaviour("a job that was paused keeps its key") { bench in
            let paused = try await bench.move(try await bench.insert("one", key: "same"), to: .paused)
            let second = JobRecord.sample("two", key: "same", createdAt: bench.time.now)
            guard case .exists(let found) = try await bench.store.insert(second, holder: "b", leaseSeconds: 30) else {
                throw ConformanceFailure("the paused job is not at an end")
            }
            try expect(found.id, equals: paused.id, "the job found")
            try expect(found.state, equals: .paused, "its state")
        },
        Behaviour("a name is given once") { bench in
            try await bench.insert("one", key: "first")
            let twin = JobRecord.sample("one", key: "second", createdAt: bench.time.now)
            do {
                _ = try await bench.store.insert(twin, holder: "b", leaseSeconds: 30)
                throw ConformanceFailure("a second job of one name must be refused")
            } catch let error as FerryError {
                try expect(error.code, equals: .storeUnavailable, "the code")
                try expect(error.disposition, equals: .giveUp, "the disposition")
            }
            try expect(try await bench.store.job(twin.id)?.key, equals: "first", "the stored key")
        },
        Behaviour("of many that insert one key at once, one inserts and all others find its job") { bench in
            let found = try await withThrowingTaskGroup(of: (id: JobID, isNew: Bool).self) { group in
                for number in 0..<24 {
                    group.addTask {
                        let job = JobRecord.sample("job-\(number)", key: "same", createdAt: bench.time.now)
                        switch try await bench.store.insert(job, holder: "h\(number)", leaseSeconds: 30) {
                        case .inserted(let leased): return (leased.job.id, true)
                        case .exists(let other): return (other.id, false)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try expect(found.filter(\.isNew).count, equals: 1, "insertions")
            try expect(Set(found.map(\.id)).count, equals: 1, "jobs of the key")
        },
    ]
}
