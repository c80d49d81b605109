import FerryCore
import Synchronization
import Testing

@testable import FerryPipeline

@Suite struct CredentialCacheTests {
    private static let now = Timestamp(microseconds: 1_777_636_800_000_000)

    @Test("twenty requests at once make one fetch, and all get what it gave") func oneFetch() async throws {
        let fetches = Mutex(0)
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let cache = CredentialCache<String> { _ throws(FerryError) in
            fetches.withLock { $0 += 1 }
            for await _ in gate { break }
            return Perishable(value: "a")
        }
        let values = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await cache.value(now: Self.now) } }
            opener.yield()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == [String](repeating: "a", count: 20))
        #expect(fetches.withLock { $0 } == 1)
    }

    @Test("a failed fetch fails all who waited, and the next one may do better") func failure() async throws {
        let answers = Mutex([
            Result<String, FerryError>.failure(FerryError(.destinationUnreachable, "down")), .success("a"),
        ])
        let cache = CredentialCache<String> { _ throws(FerryError) in
            Perishable(value: try answers.withLock { $0.removeFirst() }.get())
        }
        await #expect(throws: FerryError.self) { try await cache.value(now: Self.now) }
        await #expect(throws: FerryError.self) { try await cache.value(now: Self.now) }
        #expect(try await cache.value(now: Self.now.advanced(bySeconds: 2)) == "a")
    }

    @Test("a refusal is worth another attempt when the credential is another") func renewal() async throws {
        let values = Mutex(["a", "b", "b"])
        let cache = CredentialCache<String> { _ throws(FerryError) in
            Perishable(value: values.withLock { $0.removeFirst() })
        }
        #expect(try await cache.value(now: Self.now) == "a")
        #expect(await cache.renew(now: Self.now))
        #expect(try await cache.value(now: Self.now) == "b")
        #expect(await cache.renew(now: Self.now.advanced(bySeconds: 60)) == false)
    }
}
