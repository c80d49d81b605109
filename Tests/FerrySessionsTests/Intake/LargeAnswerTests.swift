import FerryCore
import Foundation
import Testing

@testable import FerryPipeline
@testable import FerrySessions

/// How much memory a large data URI costs. `FERRY_LARGE_ANSWER` names another size of its text, in megabytes.
@Suite(.timeLimit(.minutes(5)), .serialized) struct LargeAnswerTests {
    private static let megabytes = ProcessInfo.processInfo.environment["FERRY_LARGE_ANSWER"].flatMap { Int($0) } ?? 16

    /// A field of `/proc/self/status` in bytes.
    private static func status(_ field: String) -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(field):") } ?? ""
        return (line.split(separator: " ").compactMap { Int($0.filter(\.isNumber)) }.first { $0 > 0 } ?? 0) * 1024
    }

    @Test("a data URI of many megabytes costs no more memory than its pieces", arguments: [false, true])
    func memory(isEscaped: Bool) async throws {
        let state = try ScratchState()
        let intake = AnswerIntake(.json, spool: state.spool)
        try await intake.append(Array("{\"questionId\":\"q\",\"videoDataUri\":\"data:video/webm;base64,".utf8))
        // As a network gives it; some writers of JSON escape every slash.
        let group = isEscaped ? "QUJDREVGR0hJSktMTU5PUFFSU1RV\\/0EB" : "QUJDREVGR0hJSktMTU5PUFFSU1RVWFla"
        let piece = Array(String(repeating: group, count: 1024).utf8)
        let count = Self.megabytes * 1_000_000 / piece.count
        for _ in 0..<8 { try await intake.append(piece) }
        let before = Self.status("VmRSS")
        let started = ContinuousClock.now
        for _ in 8..<count { try await intake.append(piece) }
        try await intake.append(Array("\"}".utf8))
        let answer = try await intake.finish()
        let grown = Self.status("VmRSS") - before
        let held = intake.heldBytes
        #expect(answer.media[0].source.bytes == Int64(count * 1024 * 24))
        #expect(held < 300_000)
        if Self.megabytes > 100 {
            print("\(Self.megabytes) MB, escaped \(isEscaped): \(ContinuousClock.now - started), \(grown) bytes more")
            #expect(grown < 8 << 20)
        }
    }
}
