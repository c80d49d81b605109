import ArgumentParser
import MediaFerry

/// `mediaferry verify`: is what was delivered still there, byte for byte?
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compares a delivered object with its receipt.",
        discussion: """
            Asks the destination for length and checksum; where it has no checksum the object is read back and hashed.

            Anybody can write a receipt. A host that it alone names gets no credentials: name it with --to or --endpoint.

              mediaferry verify receipts/JOBID.json --json
              mediaferry verify receipts/JOBID.json --to tus+https://media.example/files/

            Exit: 0 the same, 1 anything else.
            """)

    @Argument(help: "A JOBID.json that --receipts wrote.")
    var receipt: String

    @Flag(help: "Read the object back in any case.")
    var content = false

    @Flag(help: "Print one JSON document.")
    var json = false

    @Option(
        help: .init(
            "A destination whose host the credentials are for. Default: $MEDIAFERRY_DESTINATION.", valueName: "url"))
    var to: String?

    @OptionGroup var access: AccessOptions

    func run() async throws {
        let environment = Environment()
        do {
            let document = try ReceiptFile.read(receipt)
            let verification = try await verify(document, environment)
            if json { try Console.document(verification) } else { show(verification, document) }
            if verification.result != .ok { throw ExitCode(1) }
        } catch let error as FerryError {
            Console.complain(error)
            throw ExitCode(1)
        }
    }

    private func verify(_ document: Receipt, _ environment: Environment) async throws -> Verification {
        var reached = access.access(Destination.Dialect(rawValue: document.destination.dialect), environment)
        var origins = try origin(environment).map { [$0] } ?? []
        // Only the flag wins over the receipt; the environment says where the credentials belong.
        if access.endpoint == nil, document.destination.endpoint != nil, let own = reached.endpoint {
            origins += HTTPLocation(own).map { [$0] } ?? []
            reached.endpoint = nil
        }
        let verifier = ReceiptVerifier(caFile: access.certificates(environment), access: reached, origins: origins)
        do throws(FerryError) { return try await verifier.verify(document, readsContent: content) } catch {
            guard error.code == .destinationUnauthorized else { throw error }
            Console.complain(error)
            return Verification(of: document, result: .unreachable, checked: nil, bytes: nil, checksum: nil)
        }
    }

    /// The server of the destination that is named.
    private func origin(_ environment: Environment) throws -> HTTPLocation? {
        guard let text = try TransferOptions.destination(to, environment) else { return nil }
        guard let destination = try? Destination(text) else {
            guard to == nil else { throw ValidationError("--to is no destination") }
            return nil
        }
        switch destination.place {
        case .endpoint(let server): return server
        case .project(let project, _, _): return SupabaseDialect.hostedService(project: project)
        case .bucket, .folder: return nil
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
