import ArgumentParser
import MediaFerry

/// `mediaferry verify`: is what was delivered still there, byte for byte?
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compares a delivered object with its receipt.",
        discussion: """
            Asks the destination for length and checksum; where it has no checksum the object is read back and hashed.

              mediaferry verify receipts/JOBID.json --json

            Exit: 0 the same, 1 anything else.
            """)

    @Argument(help: "A JOBID.json that --receipts wrote.")
    var receipt: String

    @Flag(help: "Read the object back in any case.")
    var content = false

    @Flag(help: "Print one JSON document.")
    var json = false

    @OptionGroup var access: AccessOptions

    func run() async throws {
        let environment = Environment()
        do {
            let document = try ReceiptFile.read(receipt)
            let verifier = ReceiptVerifier(
                caFile: access.certificates(environment),
                access: access.access(Destination.Dialect(rawValue: document.destination.dialect), environment))
            let verification = try await verifier.verify(document, readsContent: content)
            if json { try Console.document(verification) } else { show(verification, document) }
            if verification.result != .ok { throw ExitCode(1) }
        } catch let error as FerryError {
            Console.complain(error)
            throw ExitCode(1)
        }
    }

    private func show(_ verification: Verification, _ receipt: Receipt) {
        let how = verification.checked.map { " (\($0.rawValue))" } ?? ""
        Console.output("\(verification.result.rawValue)\(how)\t\(receipt.jobId)\t\(receipt.destination.location)")
        guard verification.result == .mismatch else { return }
        let found = verification.found
        Console.error("expected \(verification.expected.bytes) bytes, SHA-256 \(verification.expected.sha256)")
        Console.error("found    \(found.bytes.map(String.init) ?? "?") bytes, SHA-256 \(found.checksum ?? "unknown")")
    }
}
