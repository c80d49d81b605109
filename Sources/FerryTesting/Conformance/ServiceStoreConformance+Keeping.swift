import FerryCore
import FerrySessions

extension ServiceStoreConformance {
    static let keeping: [Behaviour] = [
        Behaviour("a position is kept for each item and user; the milestone never falls, the position may") { bench in
            func stored(_ position: Double, _ milestone: Int, _ isCompleted: Bool = false) -> PlaybackProgress.Stored {
                PlaybackProgress.Stored(
                    positionSeconds: position, totalSeconds: 100, milestone: milestone, isCompleted: isCompleted,
                    writtenAt: bench.time.now)
            }
            let store = bench.stores.playback
            try expect(try await store.playback(of: "a", by: "u"), equals: nil, "before")
            try await store.save(stored(30.125, 25), of: "a", by: "u")
            try await store.save(stored(99, 90), of: "b", by: "u")
            try await store.save(stored(1, 0), of: "a", by: "v")
            try expect(try await store.playback(of: "a", by: "u"), equals: stored(30.125, 25), "as it was written")
            bench.time.advance(bySeconds: 1)
            try await store.save(stored(5, 10), of: "a", by: "u")
            try expect(try await store.playback(of: "a", by: "u"), equals: stored(5, 25), "after a jump back")
            try await store.save(stored(100, 100, true), of: "a", by: "u")
            try await store.save(stored(2, 0, false), of: "a", by: "u")
            let again = try await bench.reopen().playback.playback(of: "a", by: "u")
            try expect(again, equals: stored(2, 100, true), "after completion, opened again")
            try expect(try await store.playback(of: "a", by: "v")?.positionSeconds, equals: 1, "another user's")
            try expect(try await store.playback(of: "b", by: "u")?.positionSeconds, equals: 99, "another item's")
        },
        Behaviour("tokens are kept by their names, oldest first") { bench in
            func token(_ id: String, _ scopes: Set<AccessScope>, _ user: String? = nil) -> AccessToken {
                AccessToken(id: id, sha256: "hash-\(id)", scopes: scopes, userID: user, createdAt: bench.time.now)
            }
            let store = bench.stores.tokens
            try expect(try await store.tokens(), equals: [], "before")
            let old = token("z", Set(AccessScope.allCases))
            try await store.add(old)
            bench.time.advance(bySeconds: 1)
            let young = token("a", [.read], "user")
            try await store.add(young)
            try expect(try await bench.reopen().tokens.tokens(), equals: [old, young], "the tokens, opened again")
            do {
                try await store.add(token("a", [.admin]))
                throw ConformanceFailure("a second token of one name must be refused")
            } catch let error as FerryError {
                try expect(error.code, equals: .storeUnavailable, "the code")
            }
            try expect(try await store.remove(token: "z"), equals: true, "the one that is removed")
            try expect(try await store.remove(token: "z"), equals: false, "once more")
            try expect(try await store.tokens(), equals: [young], "what is left")
        },
        Behaviour("a pause of all work is kept beside the switches until it is taken back") { bench in
            let store = bench.stores.flags
            try expect(try await store.isPaused(), equals: false, "before")
            try await store.keep(isPaused: true)
            try await store.keep(isPaused: true)
            try await store.keep(ServiceFlags.Layer(flags: [.transcoding: false]))
            try await store.keep(nil)
            try expect(try await bench.reopen().flags.isPaused(), equals: true, "opened again")
            try await store.keep(isPaused: false)
            try expect(try await bench.reopen().flags.isPaused(), equals: false, "after it was taken back")
        },
        Behaviour("what was turned at run time is kept until it is taken back") { bench in
            let store = bench.stores.flags
            try expect(try await store.turnedFlags(), equals: nil, "before")
            try await store.keep(ServiceFlags.Layer(flags: [.transcoding: false]))
            let layer = ServiceFlags.Layer(flags: [.liveTracking: true, .sessionRecovery: false], rolloutPercent: 40)
            try await store.keep(layer)
            try expect(try await bench.reopen().flags.turnedFlags(), equals: layer, "opened again")
            try await store.keep(nil)
            try expect(try await store.turnedFlags(), equals: nil, "after it was taken back")
        },
    ]
}
