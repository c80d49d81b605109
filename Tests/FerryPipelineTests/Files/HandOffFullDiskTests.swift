import FerryCore
import FerrySealing
import Foundation
import Testing

@testable import FerryPipeline

/// What a disk without space does to answers that arrive, and to the outbox.
@Suite(.timeLimit(.minutes(1))) struct HandOffFullDiskTests {
    private let scratch: ScratchDirectory
    private let volume: SmallVolume?

    init() throws {
        scratch = try ScratchDirectory()
        volume = SmallVolume(scratch.path("volume"))
    }

    private static let keys = [nil, try? SpoolKey(text: String(repeating: "1f", count: 32))]

    @Test("an answer that does not fit is refused, leaves nothing, and fits when there is space", arguments: keys)
    func media(key: SpoolKey?) async throws {
        guard let volume else { return }
        let state = try StateDirectory(path: "\(volume.path)/state")
        let spool = HandOffSpool(state: state, key: key)
        func write(_ count: Int, to writer: SpoolWriter) throws(FerryError) {
            let result: Result<Void, FerryError> = content(count).withUnsafeBytes { bytes in
                Result { () throws(FerryError) in try writer.append(bytes) }
            }
            try result.get()
            _ = try writer.end()
            try writer.sync()
        }
        do {
            let large = try spool.writer(for: JobID(rawValue: "a"), maxBytes: 1 << 30, isDataURI: false)
            let error = #expect(throws: FerryError.self) { try write(200_000, to: large) }
            #expect(error?.code == .spoolFull)
            large.discard()
        }
        #expect(FolderNames.list("\(state.path)/spool", limit: 10) == [])
        try write(20_000, to: try spool.writer(for: JobID(rawValue: "b"), maxBytes: 1 << 30, isDataURI: false))
    }

    @Test("a record that does not fit is not in the log, and those before and after it are", arguments: keys)
    func records(key: SpoolKey?) async throws {
        guard let volume else { return }
        let state = try StateDirectory(path: "\(volume.path)/state")
        var kept: [[UInt8]] = []
        do {
            let log = try RecordLog(path: state.outbox, in: state, key: key)
            for number in 0..<3 {
                kept.append(content(100, seed: UInt64(number)))
                _ = try await log.append(kept[number])
            }
            volume.fill("state/filler")
            let error = await #expect(throws: FerryError.self) { _ = try await log.append(content(9000)) }
            #expect(error?.code == .spoolFull)
            #expect(unlink("\(state.path)/filler") == 0)
            kept.append(content(50))
            _ = try await log.append(content(50))
        }
        let log = try RecordLog(path: state.outbox, in: state, key: key)
        var found: [[UInt8]] = []
        var place: Int64 = 0
        while let entry = try await log.entry(from: place) {
            #expect(!entry.isBehindDamage)
            found.append(entry.payload)
            place = entry.range.upperBound
        }
        #expect(found == kept && place == log.bytes)
    }
}
