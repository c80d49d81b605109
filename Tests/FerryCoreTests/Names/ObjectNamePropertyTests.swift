import FerryCore
import FerryTesting
import Testing

@Suite struct ObjectNamePropertyTests {
    /// What hostile people call files.
    private static let pieces = [
        "..", ".", "/", "\\", "a", "é", "𝄞", "\u{301}", "\u{0}", "\n", "\r", "\u{7F}", "\u{85}", "\u{2028}", "\u{202E}",
        "%2e%2e", "\u{600}", "🏻", "{stem}", "~", "-", "?", "#", "*", ":", "con", "mp4", "\u{FFFE}", "👨‍👩‍👧", " ",
    ]
    private static let templatePieces = [
        "{stem}", "{ext}", "{name}", "{sha256:3}", "{date:YYYY/MM}", "{jobId}", "{preset}", "{metadata.k}", "a", ".",
        "/",
        "{{", "}}", "-", "é",
    ]

    private static func text(_ random: inout SeededRandom, of pieces: [String], most: Int) -> String {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    @Test("whatever the source is called, the name is safe and does not leave the prefix", arguments: 1...20)
    func safety(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            guard let template = try? ObjectNameTemplate(Self.text(&random, of: Self.templatePieces, most: 12)) else {
                continue
            }
            let rules = ObjectNameRules(
                maxBytes: Int.random(in: 64...1024, using: &random),
                maxSegmentBytes: Int.random(in: 64...255, using: &random))
            let facts = ObjectNameFacts(
                sourceName: Self.text(&random, of: Self.pieces, most: 200),
                fileExtension: Self.text(&random, of: Self.pieces, most: 5),
                sourceSHA256: "0123", acceptedAt: Timestamp(microseconds: 0), job: JobID(rawValue: "j"), preset: .none,
                metadata: ["k": Self.text(&random, of: Self.pieces, most: 400)])
            Self.expectSafe(template.name(facts, rules: rules), rules, "seed \(seed), template \(template.text)")
        }
    }

    private static func expectSafe(_ name: String, _ rules: ObjectNameRules, _ comment: Comment) {
        #expect(name.utf8.count <= rules.maxBytes, comment)
        for segment in name.split(separator: "/", omittingEmptySubsequences: false) {
            #expect(!segment.isEmpty && segment != "." && segment != "..", comment)
            #expect(segment.utf8.count <= rules.maxSegmentBytes, comment)
        }
        let forbidden = name.unicodeScalars.filter { $0.properties.generalCategory == .control || $0 == "\\" }
        #expect(forbidden.isEmpty, comment)
    }
}
