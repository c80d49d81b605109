import Foundation
import Testing

@Suite("A source that changes", .boundedWidth) struct SourceChangeTests {
    /// A way in which a file becomes another.
    enum Change: String, CaseIterable, Sendable {
        case appended, flipped, flippedWithOldTime, replaced, shortened

        func make(_ path: String) throws {
            let url = URL(filePath: path)
            var bytes = try Data(contentsOf: url)
            let time = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
            switch self {
            case .appended: try write(Data("more".utf8), to: path, at: bytes.count)
            case .flipped, .flippedWithOldTime: try write(Data([bytes[1000] ^ 0xFF]), to: path, at: 1000)
            case .replaced:
                bytes[2000] ^= 0xFF
                try bytes.write(to: URL(filePath: path + ".new"))
                guard rename(path + ".new", path) == 0 else { throw SystemFailure("rename", errno) }
            case .shortened: guard truncate(path, 400_000) == 0 else { throw SystemFailure("truncate", errno) }
            }
            if self == .flippedWithOldTime, let time {
                try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
            }
        }

        /// Writes in place: the file stays the same file.
        private func write(_ bytes: Data, to path: String, at offset: Int) throws {
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            try file.seek(toOffset: UInt64(offset))
            try file.write(contentsOf: bytes)
            try file.close()
        }
    }

    private static let options = ["--chunk-size", "30k", "--limit-rate", "1M"]

    @Test(
        "changed between runs: the old job is named, nothing is spliced, the new bytes arrive whole",
        arguments: Change.allCases, ["json", "plain"])
    func betweenRuns(_ change: Change, _ face: String) async throws {
        let road = try await Road()
        let path = try road.scratch.noise("answer.webm", bytes: 600_000, seed: 8)
        let command = try road.start([path], Self.options)
        _ = try await command.line("the fifth chunk") {
            $0.contains("chunk.acknowledged") && $0.contains("\"index\":4,")
        }
        command.signal(SIGKILL)
        let first = try await RunResult(command.ended())
        let accepted = try #require(first.output.first { $0.contains("job.accepted") })
        let job = try #require(try JSONValue.parse(accepted)["jobId"])
        try change.make(path)
        let run = try await road.send([path], progress: face, Self.options)
        #expect(run.code == 0, "\(run)")
        if face == "json" {
            let events = try run.events()
            #expect(EventRules.faults(in: events) == [])
            let failed = try #require(events.named("job.failed").first)
            #expect(failed["jobId"] == job)
            #expect(failed["error.code"]?.text == "source.changed")
            #expect(events.named("job.delivered").first?["jobId"] != job)
        } else {
            #expect(run.complaints.filter { $0.hasSuffix("[source.changed]") }.count == 1, "\(run)")
        }
        try road.expectOneObject(of: path)
        #expect(try road.receiver.unfinishedCount() == 0, "the old upload was ended")
    }

    @Test(
        "changed while it is sent: the job fails with source.changed and no object is finished",
        arguments: Change.allCases.filter { $0 != .flippedWithOldTime })
    func whileSending(_ change: Change) async throws {
        let road = try await Road()
        let path = try road.scratch.noise("answer.webm", bytes: 600_000, seed: 9)
        let command = try road.start([path], Self.options)
        _ = try await command.line("the fifth chunk") {
            $0.contains("chunk.acknowledged") && $0.contains("\"index\":4,")
        }
        try change.make(path)
        let run = try await RunResult(command.ended())
        #expect(run.code == 1, "\(run)")
        #expect(run.complaints.count == 1)
        #expect(run.complaints.first?.hasPrefix("mediaferry: \(path): ") == true)
        #expect(run.complaints.first?.hasSuffix("[source.changed]") == true)
        #expect(try run.events().named("job.failed").first?["error.code"]?.text == "source.changed")
        #expect(try road.receiver.objects().isEmpty)
        let second = try await road.send([path], Self.options)
        #expect(second.code == 0, "\(second)")
        try road.expectOneObject(of: path)
    }

    @Test("a source that is removed while it is sent is named; the others arrive")
    func removed() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a.webm", bytes: 600_000, seed: 10)
        let other = try road.scratch.noise("b.webm", bytes: 100_000, seed: 11)
        let command = try road.start([path, other], Self.options)
        _ = try await command.line("a chunk") { $0.contains("chunk.acknowledged") && $0.contains("\"index\":4,") }
        try FileManager.default.removeItem(atPath: path)
        let run = try await RunResult(command.ended())
        #expect(run.code == 1)
        #expect(run.complaints.map { $0.hasSuffix("[source.changed]") } == [true], "\(run)")
        #expect(try road.receiver.objects().map(\.sha256) == [Hash.hex(file: other)])
    }
}
