import Foundation
import Testing

@Suite(
    "The hand-off service on a full disk", .boundedWidth,
    .enabled(if: SmallDisk.isPossible, "a small file system cannot be mounted here"))
struct ServiceDiskTests {
    private static let mebibyte = 1 << 20

    /// Takes space of the service's file system, which only it sees, until the file is removed.
    private func fill(_ service: TestService, bytes: Int) throws -> String {
        let path = "/proc/\(try #require(service.processID))/root\(service.state)/filler"
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        #expect(descriptor >= 0)
        defer { close(descriptor) }
        var taken = 0
        // The last page is as much of it as the first.
        for step in [Self.mebibyte, 4096] {
            while taken + step <= bytes, posix_fallocate(descriptor, off_t(taken), off_t(step)) == 0 { taken += step }
        }
        return path
    }

    @Test("turns answers away before it acknowledges them, and delivers what it acknowledged when there is room again")
    func full() async throws {
        // It keeps 256 MiB free for what it has promised.
        let service = try await TestService(diskBytes: 300 * Self.mebibyte)
        let session = try await service.session("user", questions: 12)
        let answers = try (0..<12).map {
            try HandedAnswer(
                session: session, question: "q\($0)", seed: UInt64(100 + $0), maxBytes: 200_000, in: service.scratch)
        }
        for answer in answers[..<6] { _ = try await answer.handOff(to: service) }
        let filler = try fill(service, bytes: .max)
        for answer in answers[6...] {
            let reply = try await answer.send(to: service)
            #expect(reply.status == 507, "\(reply)")
            #expect(Int(reply.retryAfter).map { $0 > 0 } == true, "\(reply)")
            #expect(reply.document?["code"]?.text == "spool.full")
        }
        #expect(unlink(filler) == 0)
        for answer in answers[6...] { _ = try await answer.handOff(to: service) }
        try await service.complete([session])
        try await Reckoning(service: service, answers: answers).expectWhole()
    }
}
