import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline
@testable import FerrySessions

@Suite(.timeLimit(.minutes(1))) struct OutboxTests {
    private let state: ScratchState

    init() throws { state = try ScratchState() }

    private func open() async throws -> Outbox { try await Outbox(state: state.directory, spool: state.spool) }

    private func fill(_ range: Range<Int>) async throws {
        let outbox = try await open()
        for number in range {
            #expect(try await outbox.accept(.sample(number)) == .accepted(HandOff.sample(number).record))
        }
    }

    private func media(_ number: Int) throws {
        try Data([1, 2, 3]).write(to: URL(filePath: state.directory.spool("job\(number).asset")))
    }

    @Test("what was acknowledged is replayed in order, once, by the next process too")
    func replayed() async throws {
        try await fill(0..<5)
        let (store, outbox) = (AcceptingStore(), try await open())
        #expect(outbox.count == 5 && !outbox.isEmpty)
        let report = try await outbox.replay(into: store)
        #expect(report.stored == 5 && report.isDrained && report.damaged == 0)
        #expect(store.stored == (0..<5).map { HandOff.sample($0) })
        #expect(outbox.isEmpty && outbox.count == 0)
        #expect(try await outbox.replay(into: store) == OutboxReplay.drained)
        #expect(try await outbox.accept(.sample(5)) == .accepted(HandOff.sample(5).record))
        #expect(try await outbox.replay(into: store).stored == 1)
        #expect(store.stored.count == 6)
        #expect(
            try FileManager.default.attributesOfItem(atPath: state.directory.outbox)[.posixPermissions] as? Int == 0o600
        )
    }

    @Test("a store that fails in the middle loses and doubles nothing", arguments: [false, true])
    func failingStore(late: Bool) async throws {
        try await fill(0..<6)
        let store = AcceptingStore()
        store.fail(at: [3, 5, 6], late: late)
        var outbox: Outbox? = try await open()
        for round in 0..<3 {
            let error = await #expect(throws: FerryError.self) { try await outbox?.replay(into: store) }
            #expect(error?.code == .storeUnavailable && outbox?.isEmpty == false)
            if round == 1 { try await outbox?.accept(.sample(6)) }
        }
        // A process that dies here begins again at the first.
        #expect(try await reopen(&outbox).replay(into: store).isDrained)
        #expect(store.stored == (0..<7).map { HandOff.sample($0) })
    }

    /// The outbox as the next process finds it.
    private func reopen(_ outbox: inout Outbox?) async throws -> Outbox {
        outbox = nil
        let next = try await open()
        outbox = next
        return next
    }

    @Test("a file that ends at any byte gives every record that is whole, and takes new ones")
    func torn() async throws {
        try await fill(0..<3)
        let path = state.directory.outbox
        let whole = try #require(FileManager.default.contents(atPath: path)).map { $0 }
        var ends: [Int] = []
        for number in 0..<3 { ends.append((ends.last ?? 0) + 12 + (try Outbox.encode(.sample(number)).count)) }
        #expect(ends.last == whole.count)
        for length in 0...whole.count {
            try Data(whole[..<length]).write(to: URL(filePath: path))
            let reader = RecordReader(file: SharedFile(try OwnedFile.open(path, O_RDONLY)))
            #expect(try reader.end(length: Int64(length)) == Int64(ends.last { $0 <= length } ?? 0), "cut at \(length)")
            // Near the ends the whole way is gone.
            guard ends.contains(where: { abs($0 - length) < 2 || length == $0 + 13 }) else { continue }
            try Data(whole[..<length]).write(to: URL(filePath: path))
            let (outbox, store) = (try await open(), AcceptingStore())
            let count = ends.count { $0 <= length }
            #expect(outbox.count == count, "cut at \(length)")
            try await outbox.accept(.sample(9))
            #expect(try await outbox.replay(into: store).stored == count + 1)
            #expect(store.stored == ((0..<count) + [9]).map { HandOff.sample($0) })
        }
    }

    @Test("damage in the middle costs the record it hits and no other", arguments: [1, 2, 3] as [UInt64])
    func damaged(seed: UInt64) async throws {
        try await fill(0..<4)
        let path = state.directory.outbox
        let whole = try #require(FileManager.default.contents(atPath: path)).map { $0 }
        let first = 12 + (try Outbox.encode(.sample(0)).count)
        let second = first + 12 + (try Outbox.encode(.sample(1)).count)
        var random = SeededRandom(seed: seed)
        for place in [first, first + 4, first + 8, first + 12, second - 1] {
            var bytes = whole
            bytes[place] ^= UInt8.random(in: 1...255, using: &random)
            try Data(bytes).write(to: URL(filePath: path))
            let (outbox, store) = (try await open(), AcceptingStore())
            let report = try await outbox.replay(into: store)
            #expect(report.stored == 3 && report.damaged == 1 && report.isDrained, "seed \(seed), byte \(place)")
            #expect(store.stored == [0, 2, 3].map { HandOff.sample($0) })
        }
    }

    @Test("a file of anything is no reason to fail", arguments: [1, 2, 3, 4] as [UInt64])
    func noise(seed: UInt64) async throws {
        var bytes = content(5000, seed: seed)
        // Heads that promise what is not there.
        for place in stride(from: 0, to: 4900, by: 700) {
            bytes.replaceSubrange(place..<place + 8, with: RecordFrame.marker + [UInt8(place % 251), 1, 0, 0])
        }
        try Data(bytes).write(to: URL(filePath: state.directory.outbox))
        let outbox = try await open()
        #expect(outbox.count == 0 && outbox.isEmpty)
        try await outbox.accept(.sample(1))
        #expect(try await outbox.replay(into: AcceptingStore()).stored == 1)
    }

    @Test("a repeat of a key is known while the first still waits, and another content is a conflict")
    func keys() async throws {
        let first = HandOff.sample(1, key: "K", content: "c")
        #expect(try await open().accept(first) == .accepted(first.record))
        for _ in 0..<2 {
            let outbox = try await open()
            #expect(try await outbox.accept(.sample(2, key: "K", content: "c")) == .repeated(first.record))
            #expect(try await outbox.accept(.sample(3, key: "K", content: "d")) == .conflict(first.record))
            #expect(try await outbox.handOff(ofSession: SessionID(rawValue: "s"), withKey: "K") == first)
            #expect(try await outbox.handOff(ofSession: SessionID(rawValue: "t"), withKey: "K") == nil)
            #expect(try await outbox.handOff(first.record.id) == first)
        }
        let (store, outbox) = (AcceptingStore(), try await open())
        #expect(try await outbox.replay(into: store).stored == 1)
        #expect(store.stored == [first])
        #expect(try await outbox.handOff(ofSession: SessionID(rawValue: "s"), withKey: "K") == nil)
    }

    @Test("a key is looked up in the store too while others wait")
    func keysOfTheStore() async throws {
        let (store, outbox) = (AcceptingStore(), try await open())
        let first = HandOff.sample(1, key: "K", content: "c")
        _ = try await store.accept(first)
        try await outbox.accept(.sample(9))
        let (same, other) = (HandOff.sample(2, key: "K", content: "c"), HandOff.sample(3, key: "K", content: "d"))
        #expect(try await outbox.accept(same, besides: store) == .repeated(first.record))
        #expect(try await outbox.accept(other, besides: store) == .conflict(first.record))
        #expect(outbox.count == 1)
    }

    @Test("what no store takes is counted, once, by the next process too")
    func counted() async throws {
        let store = AcceptingStore()
        store.refuse(SubmissionID(rawValue: "submission1"))
        store.fail(at: [2])
        var outbox: Outbox? = try await open()
        for number in 1...2 { _ = try await outbox?.accept(.sample(number)) }
        await #expect(throws: FerryError.self) { try await outbox?.replay(into: store) }
        #expect(outbox?.refusedCount == 1)
        let again = try await reopen(&outbox)
        #expect(again.refusedCount == 1)
        #expect(try await again.replay(into: store).refused == 1)
        #expect(again.refusedCount == 1 && again.isEmpty)
    }

    @Test("media of a repeat goes, media of what the store refuses stays, with its record")
    func refused() async throws {
        for number in 0..<3 { try media(number) }
        let (store, outbox) = (AcceptingStore(), try await open())
        _ = try await store.accept(.sample(7, key: "K", content: "c"))
        try await outbox.accept(.sample(0, key: "K", content: "c"))
        try await outbox.accept(.sample(1, key: "L"))
        try await outbox.accept(.sample(2))
        store.refuse(SubmissionID(rawValue: "submission1"))
        let report = try await outbox.replay(into: store)
        #expect(report == OutboxReplay.drained(stored: 1, repeated: 1, refused: 1))
        #expect(state.spooled == ["job1.asset", "job2.asset"])
        let kept = try #require(FileManager.default.contents(atPath: state.directory.refused))
        #expect(Outbox.decode(Array(kept.dropFirst(12))) == HandOff.sample(1, key: "L"))
    }

    @Test("hand-offs that come at once are all there, in one order, with few synchronizations")
    func concurrent() async throws {
        var last: Outbox?
        do {
            let outbox = try await open()
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask { #expect((try? await outbox.accept(.sample(number))) != nil) }
                }
            }
        }
        let again = try await reopen(&last)
        #expect(again.count == 200)
        let store = AcceptingStore()
        #expect(try await again.replay(into: store).stored == 200)
        #expect(Set(store.stored.map(\.record.id)).count == 200)
    }

    @Test("hand-offs that come while it is replayed are replayed too")
    func meanwhile() async throws {
        try await fill(0..<20)
        let (outbox, store) = (try await open(), AcceptingStore())
        async let coming: Void = {
            for number in 20..<60 { _ = try await outbox.accept(.sample(number)) }
        }()
        while store.stored.count < 20 { _ = try await outbox.replay(into: store) }
        try await coming
        _ = try await outbox.replay(into: store)
        #expect(store.stored == (0..<60).map { HandOff.sample($0) })
        #expect(outbox.isEmpty)
    }

    @Test("a second one of the same directory is refused")
    func alone() async throws {
        let outbox = try await open()
        let error = await #expect(throws: FerryError.self) { try await open() }
        #expect(error?.code == .storeUnavailable && error?.message.contains("another process") == true)
        #expect(outbox.isEmpty)
    }
}

extension OutboxReplay {
    /// Nothing waits.
    fileprivate static let drained = drained(stored: 0)

    fileprivate static func drained(stored: Int, repeated: Int = 0, refused: Int = 0) -> OutboxReplay {
        var report = OutboxReplay()
        (report.stored, report.repeated, report.refused, report.isDrained) = (stored, repeated, refused, true)
        return report
    }
}
