import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite("A storage that refuses names that are taken needs no look at each", .timeLimit(.minutes(1)))
struct NameGuardRoadTests {
    /// Small sources of their own names.
    private static func source(_ number: Int) -> [UInt8] { content(700, seed: UInt64(number)) }

    /// Sends nine small files one after another by one pipeline.
    private func sendAll(_ s3: S3Road, _ pipeline: JobPipeline) async throws -> [Receipt] {
        var receipts: [Receipt] = []
        for number in 1...9 {
            let source = try s3.road.file(Self.source(number), "\(number).webm")
            receipts.append(try await outcome(try await pipeline.submit(source)).get())
        }
        #expect(s3.road.server.objects.map(\.bytes) == (1...9).map(Self.source))
        #expect(receipts.reduce(0) { $0 + $1.transfer.requests } == s3.calls.count)
        let resent = receipts.reduce(0) { $0 + $1.transfer.bytesResent }
        #expect(resent == Int64(700 * (s3.calls.count { $0 == "PUT" } - 9)))
        return receipts
    }

    @Test("after four looks and one refusal names are no longer looked at, and a taken one is still refused")
    func obeyed() async throws {
        try await S3Road.walk { s3 in
            let pipeline = try JobPipeline(try s3.parts())
            _ = try await sendAll(s3, pipeline)
            #expect(
                s3.calls == ["HEAD", "PUT", "HEAD", "PUT", "HEAD", "PUT", "HEAD", "PUT"]
                    + Array(repeating: "PUT", count: 6))
            let other = try s3.road.file(content(700, seed: 99), "5.webm")
            #expect(failure(await outcome(try await pipeline.submit(other)))?.code == .destinationConflict)
            await pipeline.shutdown()
            #expect(s3.road.server.objects.map(\.bytes) == (1...9).map(Self.source))
        }
    }

    @Test("where the condition is ignored every name is looked at, and nothing changes by the trial")
    func ignored() async throws {
        try await S3Road.walk {
            $0.ignoresIfNoneMatch = true
        } _: { s3 in
            let pipeline = try JobPipeline(try s3.parts())
            _ = try await sendAll(s3, pipeline)
            await pipeline.shutdown()
            #expect(s3.calls.count { $0 == "HEAD" } == 9)
            #expect(s3.calls.count { $0 == "PUT" } == 10)
        }
    }

    @Test("a trial that fails costs no object; after three of them names are looked at for good")
    func failing() async throws {
        let puts = RequestCount()
        let plan = FaultPlan { request in
            guard request.method == "PUT" else { return nil }
            return [5, 7, 9].contains(puts.next()) ? .status(503) : nil
        }
        try await S3Road.walk(plan) { s3 in
            let pipeline = try JobPipeline(try s3.parts())
            _ = try await sendAll(s3, pipeline)
            await pipeline.shutdown()
            #expect(s3.calls.count { $0 == "HEAD" } == 9 && s3.calls.count { $0 == "PUT" } == 12)
        }
    }

    @Test("an object in parts is looked for first all the same: its condition is judged after its last byte")
    func inParts() async throws {
        try await S3Road.walk { s3 in
            let pipeline = try JobPipeline(try s3.parts())
            _ = try await sendAll(s3, pipeline)
            let calls = s3.calls.count
            let large = try s3.road.file(content(5500), "large.webm")
            _ = try await outcome(try await pipeline.submit(large)).get()
            await pipeline.shutdown()
            #expect(s3.calls[calls] == "HEAD")
        }
    }
}
