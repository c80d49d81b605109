import FerryCore
import HTTPTypes
import Testing

@testable import FerryReceiver

@Suite struct UploadLedgerTests {
    static let now = Timestamp(microseconds: 1_000_000)

    private var ledger = UploadLedger(maxUploads: 5, expireSeconds: 100)

    private func id(_ number: Int) -> UploadID { StoredUpload.sample(number).id }

    private func draft(_ key: String?, bytes: Int64? = 10, origin: StoredUpload.Origin = .tus) -> UploadDraft {
        UploadDraft(origin: origin, bytes: bytes, filename: nil, mediaType: nil, key: key)
    }

    private mutating func finish(_ number: Int, bytes: Int64 = 10) throws -> [UploadID] {
        let record = ledger.finishing(id(number), bytes: bytes, sha256: "\(number)")
        return ledger.finish(try #require(record))
    }

    @Test("a job that is finished with the same length is answered with its object")
    mutating func existing() throws {
        _ = try ledger.admit(draft("job"), id: id(1), now: Self.now)
        #expect(try finish(1) == [])
        guard case .existing(let found) = try ledger.admit(draft("job"), id: id(2), now: Self.now) else {
            Issue.record("a second upload was made")
            return
        }
        #expect(found.id == id(1))
        #expect(ledger.records.count == 1)
    }

    @Test("another length, an unknown length and another job make a new upload", arguments: [11, nil] as [Int64?])
    mutating func different(bytes: Int64?) throws {
        _ = try ledger.admit(draft("job"), id: id(1), now: Self.now)
        _ = try finish(1)
        _ = try ledger.admit(draft("job", bytes: bytes), id: id(2), now: Self.now)
        _ = try ledger.admit(draft("other"), id: id(3), now: Self.now)
        #expect(ledger.records.count == 3)
        #expect(try finish(2, bytes: bytes ?? 12) == [id(1)], "the later one takes the place")
        #expect(ledger.finished("job")?.id == id(2))
    }

    @Test("the first upload of a job that finishes discards the others, which cannot finish any more")
    mutating func race() throws {
        for number in 1...3 { _ = try ledger.admit(draft("job"), id: id(number), now: Self.now) }
        #expect(Set(try finish(2)) == [id(1), id(3)])
        #expect(ledger.finishing(id(1), bytes: 10, sha256: "") == nil)
        #expect(ledger.advance(id(3), to: 5, now: Self.now) == nil)
        #expect(throws: ReceiverRefusal.unknownUpload) { try ledger.visible(id(1), now: Self.now) }
    }

    @Test("uploads without a key do not touch each other")
    mutating func keyless() throws {
        for number in 1...3 {
            _ = try ledger.admit(draft(nil), id: id(number), now: Self.now)
            #expect(try finish(number) == [])
        }
        #expect(ledger.records.count == 3)
    }

    @Test("a plain PUT is invisible until whole and the last one to finish holds the name")
    mutating func puts() throws {
        for number in 1...2 { _ = try ledger.admit(draft("put:a", origin: .put), id: id(number), now: Self.now) }
        #expect(throws: ReceiverRefusal.unknownUpload) { try ledger.visible(id(1), now: Self.now) }
        #expect(try finish(2) == [])
        #expect(try finish(1) == [id(2)])
        #expect(ledger.finished("put:a")?.id == id(1))
    }

    @Test("more than the limit are refused with 507; a removal makes room")
    mutating func limit() throws {
        for number in 1...5 { _ = try ledger.admit(draft(nil), id: id(number), now: Self.now) }
        #expect(throws: ReceiverRefusal.tooMany(limit: 5)) { try ledger.admit(draft(nil), id: id(6), now: Self.now) }
        ledger.remove(id(1))
        _ = try ledger.admit(draft(nil), id: id(6), now: Self.now)
    }

    @Test("an unfinished upload expires after its last byte, is answered with 410, and is left alone while busy")
    mutating func expiry() throws {
        _ = try ledger.admit(draft(nil), id: id(1), now: Self.now)
        _ = ledger.advance(id(1), to: 5, now: Self.now.advanced(bySeconds: 60))
        let before = Self.now.advanced(bySeconds: 159)
        let after = Self.now.advanced(bySeconds: 160)
        #expect(try ledger.visible(id(1), now: before).offset == 5)
        #expect(ledger.sweep(now: before) { _ in false } == [])
        #expect(throws: ReceiverRefusal.expired) { try ledger.visible(id(1), now: after) }
        #expect(ledger.sweep(now: after) { _ in true } == [])
        #expect(ledger.sweep(now: after) { _ in false } == [id(1)])
        #expect(throws: ReceiverRefusal.expired) { try ledger.visible(id(1), now: after) }
    }

    @Test("a finished upload never expires, and its key is free again when it is removed")
    mutating func finishedStays() throws {
        _ = try ledger.admit(draft("job"), id: id(1), now: Self.now)
        _ = try finish(1)
        #expect(ledger.sweep(now: Self.now.advanced(bySeconds: 1e9)) { _ in false } == [])
        ledger.remove(id(1))
        #expect(ledger.finished("job") == nil)
    }

    @Test("at start the newest finished upload of a key stays and its older companions go")
    mutating func adopt() {
        let found = [
            StoredUpload.sample(1, bytes: 5, offset: 5, complete: true, key: "job", generation: 4),
            StoredUpload.sample(2, bytes: 6, offset: 6, complete: true, key: "job", generation: 7),
            StoredUpload.sample(3, bytes: 6, key: "job", generation: 2),
            StoredUpload.sample(4, bytes: 9, key: "job", generation: 8),
            StoredUpload.sample(5, bytes: 6, key: nil, generation: 3),
        ]
        #expect(Set(ledger.adopt(found)) == [id(1), id(3)])
        #expect(Set(ledger.records.keys) == [id(2), id(4), id(5)])
        #expect(ledger.finished("job")?.id == id(2))
    }

    @Test(
        "random creations, finishes, removals and restarts never leave two finished uploads of a key",
        arguments: 1...100 as ClosedRange<UInt64>)
    func property(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var ledger = UploadLedger(maxUploads: 30, expireSeconds: 100)
        var onDisk: Set<UploadID> = []
        for number in 1...80 {
            Self.step(number, &ledger, &onDisk, &random)
            let finished = ledger.records.values.filter(\.complete).compactMap(\.key)
            #expect(finished.count == Set(finished).count, "seed \(seed) step \(number)")
            #expect(Set(ledger.records.keys) == onDisk, "seed \(seed) step \(number)")
            for key in Set(finished) { #expect(ledger.finished(key)?.key == key, "seed \(seed) step \(number)") }
            #expect(ledger.records.count <= 30, "seed \(seed) step \(number)")
        }
    }

    private static func step(
        _ number: Int, _ ledger: inout UploadLedger, _ onDisk: inout Set<UploadID>, _ random: inout SeededRandom
    ) {
        let chosen = ledger.records.keys.sorted { $0.description < $1.description }.randomElement(using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0...4:
            let draft = UploadDraft(
                origin: Bool.random(using: &random) ? .tus : .put, bytes: Int64.random(in: 1...2, using: &random),
                filename: nil, mediaType: nil, key: ["a", "b", nil].randomElement(using: &random) ?? nil)
            let id = StoredUpload.sample(number).id
            if case .created = try? ledger.admit(draft, id: id, now: now) { onDisk.insert(id) }
        case 5...7:
            guard let chosen, let record = ledger.finishing(chosen, bytes: 1, sha256: "x") else { return }
            onDisk.subtract(ledger.finish(record))
        case 8:
            guard let chosen else { return }
            ledger.remove(chosen)
            onDisk.remove(chosen)
        default:
            let found = Array(ledger.records.values)
            ledger = UploadLedger(maxUploads: 30, expireSeconds: 100)
            onDisk.subtract(ledger.adopt(found))
        }
    }
}
