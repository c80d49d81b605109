import FerryCore

extension JobStoreConformance {
    static let fencing: [Behaviour] = [
        Behaviour("a job is finished and its lease given back at once, by nobody but its holder") { bench in
            let leased = try await bench.insert("one")
            var job = leased.job
            job.state = .delivered
            bench.time.advance(bySeconds: 1)
            try expect(try await bench.store.finish(job, under: leased.lease), "the holder may finish it")
            let standing = try await bench.store.standing(job.id)
            try expect(standing?.job.state, equals: .delivered, "the state")
            try expect(standing?.job.updatedAt, equals: bench.time.now, "the time of the change")
            try expect(standing?.lease, equals: nil, "the lease")
            try expect(!(try await bench.store.finish(leased.job, under: leased.lease)), "the lease is void")
            try expect(try await bench.store.job(job.id)?.state, equals: .delivered, "the state after")
            let other = try await bench.insert("two")
            try await bench.store.revoke(other.lease)
            let thief = try await bench.claim("two", holder: "b")
            var late = other.job
            late.state = .delivered
            try expect(!(try await bench.store.finish(late, under: other.lease)), "the old holder may not")
            let after = try await bench.store.standing(other.job.id)
            try expect(after?.lease, equals: thief.lease, "the thief's lease")
            try expect(after?.job, equals: thief.job, "the thief's job")
        },
        Behaviour("a holder that slept while its job was taken can write nothing") { bench in
            let old = try await bench.insert("one")
            bench.time.advance(bySeconds: 31)
            let new = try await bench.claim("one", holder: "b")
            let written = try await bench.move(new, to: .inspecting)
            var late = old.job
            late.state = .cancelled
            try expect(!(try await bench.store.update(late, under: old.lease)), "the old epoch is refused")
            try await bench.store.release(old.lease)
            try await bench.store.revoke(old.lease)
            try expect(try await bench.store.job(late.id)?.state, equals: written.state, "the state")
            try await bench.move(new, to: .encoding)
        },
        Behaviour("an epoch is never given twice, whatever ended the lease before") { bench in
            var epochs = [try await bench.insert("one").lease.epoch]
            for round in 0..<6 {
                let leased = try await bench.claim("one")
                epochs.append(leased.lease.epoch)
                if round.isMultiple(of: 2) { try await bench.store.release(leased.lease) }
                if round == 3 { try await bench.store.revoke(leased.lease) }
            }
            try expect(epochs, equals: Set(epochs).sorted(), "the epochs")
        },
        Behaviour("an expired lease still writes while nobody has taken the job") { bench in
            let leased = try await bench.insert("one")
            bench.time.advance(bySeconds: 300)
            let job = try await bench.move(leased, to: .inspecting)
            try expect(try await bench.store.job(job.id)?.updatedAt, equals: bench.time.now, "the time of writing")
        },
        Behaviour("the lease of a dead holder can be taken away before its time") { bench in
            let leased = try await bench.insert("one")
            try await bench.store.revoke(leased.lease)
            try expect(!(try await bench.store.update(leased.job, under: leased.lease)), "a revoked lease is void")
            try expect(try await bench.store.renew([leased.lease], leaseSeconds: 30), equals: [], "its renewal")
            _ = try await bench.claim("one", holder: "b")
        },
        Behaviour("a lease that was renewed meanwhile is not taken away") { bench in
            let leased = try await bench.insert("one")
            bench.time.advance(bySeconds: 1)
            _ = try await bench.store.renew([leased.lease], leaseSeconds: 30)
            try await bench.store.revoke(leased.lease)
            try await bench.move(leased, to: .inspecting)
        },
        Behaviour("a job cannot be taken up again beside a younger one of its key") { bench in
            let old = try await bench.insert("old", key: "same")
            let failed = try await bench.move(old, to: .failed)
            let young = try await bench.insert("young", key: "same")
            do {
                _ = try await bench.move(LeasedJob(job: failed, lease: old.lease), to: .accepted)
                throw ConformanceFailure("two unfinished jobs of one key must be refused")
            } catch let error as FerryError {
                try expect(error.code, equals: .destinationConflict, "the code")
                try expect(error.message.contains("young"), "the message names the other job: \(error.message)")
            }
            try expect(try await bench.store.job(failed.id)?.state, equals: .failed, "the state of the old one")
            try await bench.move(young, to: .delivered)
            try await bench.move(LeasedJob(job: failed, lease: old.lease), to: .accepted)
        },
    ]
}
