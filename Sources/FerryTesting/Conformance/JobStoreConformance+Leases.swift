import FerryCore

extension JobStoreConformance {
    static let leases: [Behaviour] = [
        Behaviour("a job that runs under a lease is not given to another holder") { bench in
            let leased = try await bench.insert("one")
            let answer = try await bench.store.claim(leased.job.id, holder: "b", leaseSeconds: 30)
            try expect(answer, equals: .held(leased.lease), "the answer")
        },
        Behaviour("a lease ends at its time and not a microsecond sooner") { bench in
            let leased = try await bench.insert("one")
            bench.time.advance(bySeconds: bench.leaseSeconds - 1e-6)
            let early = try await bench.store.claim(leased.job.id, holder: "b", leaseSeconds: 30)
            try expect(early, equals: .held(leased.lease), "a microsecond before")
            bench.time.advance(bySeconds: 1e-6)
            let taken = try await bench.claim("one", holder: "b")
            try expect(taken.lease.epoch > leased.lease.epoch, "the epoch grows")
            try expect(taken.lease.expiresAt, equals: bench.time.now.advanced(bySeconds: 30), "the new expiry")
        },
        Behaviour("the holder itself may claim again, and its older lease is void") { bench in
            let first = try await bench.insert("one")
            let second = try await bench.claim("one")
            try expect(second.lease.epoch > first.lease.epoch, "the epoch grows")
            try expect(!(try await bench.store.update(first.job, under: first.lease)), "the older lease is void")
            try await bench.move(second, to: .inspecting)
        },
        Behaviour("a renewed lease lasts from now on and keeps its epoch") { bench in
            let leased = try await bench.insert("one")
            bench.time.advance(bySeconds: 20)
            let renewed = try await bench.store.renew([leased.lease], leaseSeconds: 30)
            var wanted = leased.lease
            wanted.expiresAt = bench.time.now.advanced(bySeconds: 30)
            try expect(renewed, equals: [wanted], "the renewed lease")
            bench.time.advance(bySeconds: 29)
            let answer = try await bench.store.claim(leased.job.id, holder: "b", leaseSeconds: 30)
            try expect(answer, equals: .held(wanted), "another holder's claim")
            try expect(
                try await bench.store.update(leased.job, under: leased.lease), "the lease as first given still writes")
        },
        Behaviour("a late renewal counts while nobody has taken the job") { bench in
            let leased = try await bench.insert("one")
            bench.time.advance(bySeconds: 300)
            let renewed = try await bench.store.renew([leased.lease], leaseSeconds: 30)
            try expect(renewed.count, equals: 1, "renewed leases")
            let answer = try await bench.store.claim(leased.job.id, holder: "b", leaseSeconds: 30)
            try expect(answer, equals: .held(renewed[0]), "another holder's claim")
        },
        Behaviour("a renewal of many leaves out those that were taken away") { bench in
            let first = try await bench.insert("one")
            let second = try await bench.insert("two")
            let third = try await bench.insert("three")
            bench.time.advance(bySeconds: 31)
            _ = try await bench.claim("two", holder: "b")
            let all = [first.lease, second.lease, third.lease]
            let renewed = try await bench.store.renew(all, leaseSeconds: 30)
            try expect(renewed.map(\.job.rawValue), equals: ["one", "three"], "the renewed jobs")
            try expect(try await bench.store.renew([], leaseSeconds: 30), equals: [], "a renewal of none")
        },
        Behaviour("a lease that was given back is free at once and writes no more") { bench in
            let leased = try await bench.insert("one")
            try await bench.store.release(leased.lease)
            try expect(!(try await bench.store.update(leased.job, under: leased.lease)), "a lease given back is void")
            try expect(try await bench.store.renew([leased.lease], leaseSeconds: 30), equals: [], "its renewal")
            let taken = try await bench.claim("one", holder: "b")
            try await bench.store.release(leased.lease)
            try expect(
                try await bench.store.update(taken.job, under: taken.lease), "an old lease gives nothing back")
        },
        Behaviour("a job at an end can be claimed, so that it can be taken up again") { bench in
            let leased = try await bench.insert("one")
            let failed = try await bench.move(leased, to: .failed)
            try await bench.store.release(leased.lease)
            let again = try await bench.claim("one", holder: "b")
            try expect(again.job.state, equals: failed.state, "its state")
            try await bench.move(again, to: .accepted)
        },
    ]
}
