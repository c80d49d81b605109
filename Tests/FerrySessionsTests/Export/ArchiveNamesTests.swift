import FerryCore
import FerryTesting
import Testing

@testable import FerrySessions

@Suite struct ArchiveNamesTests {
    @Test("no two files of an archive have one name, and each is plain and short")
    func names() {
        var names = ArchiveNames()
        let wanted = [
            "a/answer.webm", "b/answer.webm", "c/answer.webm", "é.webm", "ü.webm", "..", "tab\t.mp4",
            String(repeating: "x", count: 300) + "1.webm", String(repeating: "x", count: 300) + "2.webm",
        ]
        let made = (wanted + wanted).enumerated().map { number, name in
            var job = JobRecord.sample("job\(number % 4)", createdAt: Timestamp(microseconds: 0))
            job.objectName = name
            return names.name(for: job)
        }
        #expect(Set(made).count == made.count)
        #expect(made.first == "media/answer.webm")
        #expect(made.allSatisfy { $0.utf8.count <= 100 && $0.utf8.allSatisfy { (33..<127).contains($0) } })
        #expect(made.allSatisfy { !$0.contains("..") || $0.hasSuffix("webm") }, "\(made)")
    }
}
