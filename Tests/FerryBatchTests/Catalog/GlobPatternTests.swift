import Testing

@testable import FerryBatch

@Suite struct GlobPatternTests {
    @Test(
        "a pattern means what shells and .gitignore mean",
        arguments: [
            ("*.webm", "a/b/rec.webm", true), ("*.webm", "rec.webm.part", false), ("rec?.webm", "rec1.webm", true),
            ("rec?.webm", "rec.webm", false), ("[a-c]*.mp4", "b1.mp4", true), ("[!a-c]*.mp4", "b1.mp4", false),
            ("[]x]y", "]y", true), ("a/*.webm", "a/x.webm", true), ("a/*.webm", "a/b/x.webm", false),
            ("a/**/x.webm", "a/x.webm", true), ("a/**/x.webm", "a/b/c/x.webm", true), ("**/raw/**", "x/raw/y/z", true),
            ("**/raw/**", "x/rawer/y", false), ("/a/*", "a/x", true), ("*", "", false), ("a\\*", "a*", true),
            ("a\\*", "ab", false), ("é*", "é.webm", true), ("*a*b*c", "xxaxxbxxcxc", true), ("*a*b*c", "xxaxxb", false),
        ])
    func matches(_ pattern: String, _ path: String, _ isMeant: Bool) throws {
        #expect(try #require(GlobPattern(pattern)).matches(path) == isMeant)
    }

    @Test("what is no pattern is refused", arguments: ["", "[a", "[z-a]", "[", String(repeating: "a", count: 5000)])
    func refuses(_ text: String) { #expect(GlobPattern(text) == nil) }

    @Test("a pattern of many stars takes no exponential time")
    func isQuick() throws {
        let pattern = try #require(GlobPattern(String(repeating: "*a", count: 60) + "b"))
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }
}
