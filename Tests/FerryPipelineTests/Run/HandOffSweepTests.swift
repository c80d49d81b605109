import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(1))) struct HandOffSweepTests {
    private let road: FolderRoad
    private let state: StateDirectory
    private let spool: HandOffSpool

    init() throws {
        road = try FolderRoad()
        state = try StateDirectory(path: road.scratch.path("state"))
        spool = HandOffSpool(state: state)
    }

    private func write(_ job: String) throws -> SpoolWriter {
        let writer = try spool.writer(for: JobID(rawValue: job), maxBytes: 100, isDataURI: false)
        _ = content(10).withUnsafeBytes { bytes in Result { () throws(FerryError) in try writer.append(bytes) } }
        _ = try writer.end()
        return writer
    }

    /// What a process leaves in the spool that begins now and ends.
    private func swept() async throws -> [String] {
        let pipeline = try road.pipeline()
        await pipeline.shutdown()
        return road.scratch.names("state/spool")
    }

    @Test("a file of an intake under way stays, and goes when nobody needs it")
    func underWay() async throws {
        var writer: SpoolWriter? = try write("a")
        try await spool.sync([try #require(writer)])
        #expect(try await swept() == ["a.asset"])
        writer = nil
        #expect(try await swept() == [])
        #expect(writer == nil)
    }

    @Test("a file whose row is written stays when the intake is over")
    func stored() async throws {
        var writer: SpoolWriter? = try write("a")
        _ = try write("b")
        let job = JobRecord(
            id: JobID(rawValue: "a"), key: "k",
            source: SourceRecord(
                name: "a", kind: .stream, path: nil, spoolKey: writer?.key, identity: nil, mediaType: "video/webm",
                bytes: 10, sha256: ""),
            destination: "file:///d", preset: .none, createdAt: road.clock.now())
        guard case .inserted(let leased) = try await road.store.insert(job, holder: "h", leaseSeconds: 1) else {
            Issue.record("the row is not there")
            return
        }
        try await road.store.release(leased.lease)
        writer = nil
        #expect(try await swept() == ["a.asset"])
        #expect(writer == nil)
    }

    @Test("files stay while answers wait in the outbox, or were refused", arguments: [true, false])
    func waiting(isRefused: Bool) async throws {
        _ = try write("a")
        do {
            let log = try RecordLog(path: isRefused ? state.refused : state.outbox, in: state)
            let range = try await log.append([1])
            _ = try road.scratch.file("state/spool/b.rendition", [1])
            #expect(try await swept() == ["a.asset"])
            #expect(try await log.empty(behind: range.upperBound))
        }
        #expect(try await swept() == [])
    }
}
