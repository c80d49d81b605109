import Foundation
import Testing

@Suite("Installation", .boundedWidth) struct InstallTests {
    private static func run(_ program: String, _ arguments: [String]) async throws -> RunResult {
        try await RunResult(
            ChildProcess(
                "/usr/bin/env", [program] + arguments, environment: Command.environment
            ).ended("the end of \(program)"))
    }

    private static func install(_ prefix: String, _ options: [String] = []) async throws {
        let built = URL(filePath: BuiltProducts.command).deletingLastPathComponent().path
        let run = try await run(
            "\(BuiltProducts.package)/Scripts/install", ["--prefix", prefix, "--from", built] + options)
        #expect(run.code == 0, "\(run)")
    }

    @Test("what is installed works, is understood by three shells and by a judge of manual pages, and goes away again")
    func installs() async throws {
        let scratch = try Scratch()
        let prefix = scratch.path("usr")
        try await Self.install(prefix)
        let version = try await Self.run("\(prefix)/bin/mediaferry", ["--version"])
        #expect(version.code == 0 && !version.output.isEmpty)
        let shells = [
            ("bash", ["-n", "\(prefix)/share/bash-completion/completions/mediaferry"]),
            ("zsh", ["-n", "\(prefix)/share/zsh/site-functions/_mediaferry"]),
            ("fish", ["--no-execute", "\(prefix)/share/fish/vendor_completions.d/mediaferry.fish"]),
        ]
        for (shell, arguments) in shells where BuiltProducts.program(shell) != nil {
            let run = try await Self.run(shell, arguments)
            #expect(run.code == 0 && run.errors.isEmpty, "\(shell): \(run)")
        }
        let manual = "\(prefix)/share/man/man1/mediaferry.1"
        let text = try String(contentsOfFile: manual, encoding: .utf8)
        for word in ["send", "serve", "jobs list"] { #expect(text.contains(".Ss mediaferry \(word)\n")) }
        #expect(text.contains("chunk\\-size"))
        if BuiltProducts.program("mandoc") != nil {
            let judged = try await Self.run("mandoc", ["-T", "lint", "-W", "error", manual])
            #expect(judged.code == 0 && judged.output.isEmpty, "\(judged)")
        }
        try await Self.install(prefix, ["--remove"])
        #expect(Folder.files(prefix).isEmpty)
    }

    @Test("bash completes commands and options")
    func completes() async throws {
        let scratch = try Scratch()
        try await Self.install(scratch.path("usr"))
        let file = scratch.path("usr/share/bash-completion/completions/mediaferry")
        for (words, wanted) in [(["mediaferry", "se"], "send"), (["mediaferry", "send", "--chunk"], "--chunk-size")] {
            let script = """
                source '\(file)'; COMP_WORDS=(\(words.joined(separator: " "))); COMP_CWORD=\(words.count - 1)
                COMP_LINE='\(words.joined(separator: " "))'; COMP_POINT=${#COMP_LINE}
                _mediaferry mediaferry '\(words.last ?? "")' '\(words.dropLast().last ?? "")'; printf '%s\\n' "${COMPREPLY[@]}"
                """
            let run = try await Self.run("bash", ["-c", script])
            #expect(run.output.contains { $0.trimmingCharacters(in: .whitespaces) == wanted }, "\(words): \(run)")
        }
    }
}
