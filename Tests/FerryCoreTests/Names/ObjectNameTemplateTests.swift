import FerryCore
import Testing

@Suite struct ObjectNameTemplateTests {
    static let facts = ObjectNameFacts(
        sourceName: "Answer 1.take.webm", fileExtension: "mp4",
        sourceSHA256: String(repeating: "0123456789abcdef", count: 4),
        acceptedAt: Timestamp(microseconds: 1_795_246_325_000_000), job: JobID(rawValue: "j0b"), preset: .interview,
        metadata: ["user": "ann/../bob", "n": "7"])

    @Test(
        "fields stand for what they say",
        arguments: [
            ("{stem}.{ext}", "Answer 1.take.mp4"),
            ("{name}", "Answer 1.take.mp4"),
            ("{sha256:12}", "0123456789ab"),
            ("{sha256}", String(repeating: "0123456789abcdef", count: 4)),
            ("{date}/{jobId}.{ext}", "2026-11-21/j0b.mp4"),
            ("x{date:/MM}", "x/11"),
            ("{date:YYYY/MM/DD}/{date:HHmmss}", "2026/11/21/073205"),
            ("{date:yyyy_MM.dd}T", "2026_11.21T"),
            ("{preset}/{metadata.n}-{metadata.user}", "interview/7-ann_.._bob"),
            ("{metadata.missing}x", "x"),
            ("{{stem}}", "{stem}"),
            ("Ünïcode/наб.{ext}", "Ünïcode/наб.mp4"),
        ])
    func fields(template: String, name: String) throws {
        #expect(try ObjectNameTemplate(template).name(Self.facts) == name)
    }

    @Test("the standard template is what its text says")
    func standard() throws {
        #expect(try ObjectNameTemplate(ObjectNameTemplate.standard.text) == .standard)
    }

    @Test(
        "what cannot be read is pointed at",
        arguments: [
            ("", 1, "empty"), ("/a", 1, "empty"), ("a//b", 3, "empty"), ("a/", 3, "empty"),
            ("../a", 1, "no name"), ("a/./b", 3, "no name"), ("a/{foo}", 3, "no field {foo}"),
            ("{stem", 1, "not closed"), ("ab}", 3, "closes nothing"), ("{sha256:0}", 1, "1 to 64"),
            ("{sha256:65}", 1, "1 to 64"), ("{sha256:+3}", 1, "1 to 64"), ("{stem:3}", 1, "no field"),
            ("{metadata.}", 1, "no field"), ("{date:}", 1, "no form"), ("{date:YY}", 1, "holds Y"),
            ("a\\b", 2, "control character"), ("a\u{7}", 2, "control character"),
            ("{date:YYYY/}", 1, "empty"),
        ])
    func faults(template: String, position: Int, reason: String) throws {
        let fault = #expect(throws: ObjectNameTemplate.Fault.self) { try ObjectNameTemplate(template) }
        guard let fault else { return }
        #expect(fault.position == position && fault.reason.contains(reason), "\(template): \(fault)")
        #expect(fault.description.hasPrefix("at character \(position): "))
    }

    @Test("the keys of metadata that it wants are known")
    func keys() throws {
        #expect(try ObjectNameTemplate("{metadata.b}{metadata.a}/{metadata.b}").metadataKeys == ["a", "b"])
    }

    @Test(
        "names that no store takes become safe ones",
        arguments: [
            ("..", "", "recording"), ("", "mp4", "recording.mp4"), ("...", "mp4", "recording.mp4"),
            ("a/b", "mp4", "a_b.mp4"), ("..\\..\\x.y", "", ".._.._x"), ("x\u{0}\n.webm", "", "x__"),
            (".hidden", "", ".hidden"), ("a\u{202E}gpj.exe", "exe", "a_gpj.exe"), ("tab\t.a", "/../b", "tab_._.._b"),
            ("\u{301}x.y", "y", "x.y"),
        ])
    func hostile(source: String, fileExtension: String, name: String) {
        var facts = Self.facts
        facts.sourceName = source
        facts.fileExtension = fileExtension
        #expect(ObjectNameTemplate.standard.name(facts) == name)
    }

    @Test("a long name keeps its extension, and its characters whole")
    func long() throws {
        var facts = Self.facts
        facts.sourceName = String(repeating: "é", count: 400) + ".webm"
        let name = ObjectNameTemplate.standard.name(facts)
        #expect(name == String(repeating: "é", count: 125) + ".mp4")
        facts.sourceName = "a." + String(repeating: "x", count: 300)
        facts.fileExtension = String(repeating: "x", count: 300)
        #expect(ObjectNameTemplate.standard.name(facts) == "a." + String(repeating: "x", count: 32))
        facts.sourceName = "e" + String(repeating: "\u{301}", count: 500)
        facts.fileExtension = "mp4"
        let marked = ObjectNameTemplate.standard.name(facts)
        #expect(marked.utf8.count == 255 && Array(marked.utf8.suffix(4)) == Array(".mp4".utf8))
    }

    @Test("rules of a storage: a fixed name, a prefix of the key, ASCII alone")
    func rules() throws {
        let long = try ObjectNameTemplate(
            (0..<8).map { _ in "{metadata.long}" }.joined(separator: "/") + "/{stem}.{ext}")
        var facts = Self.facts
        facts.metadata["long"] = String(repeating: "l", count: 250)
        let rules = ObjectNameRules(behind: String(repeating: "p", count: 500))
        #expect(rules.maxBytes == 523)
        #expect(long.name(facts, rules: rules).utf8.count <= 523)
        #expect(ObjectNameTemplate.standard.name(facts, rules: ObjectNameRules(fixedName: "one.bin")) == "one.bin")
        facts.sourceName = "Ответ №1.webm"
        let plain = ObjectNameRules(plainSymbols: "-_. ")
        #expect(ObjectNameTemplate.standard.name(facts, rules: plain) == "_____ _1.mp4")
    }
}
