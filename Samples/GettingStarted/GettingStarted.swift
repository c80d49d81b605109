import MediaFerry

/// Sends one data URI and one file, shows what happens, and prints the proofs of delivery.
@main
struct GettingStarted {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4 else {
            print("usage: GettingStarted tus+http://HOST/files/ STATE-DIRECTORY FILE")
            return
        }
        let ferry = try await Ferry(FerryConfiguration(destination: arguments[1], stateDirectory: arguments[2]))

        // Handed in is safe: when `submit` returns, the bytes survive the end of the process.
        let file = try await ferry.submit(.file(path: arguments[3]))
        let note = try await ferry.submit(
            .dataURI("data:text/plain;base64,aGVsbG8=", name: "note.txt"), preset: Preset.none)

        for await event in file.events() {
            if case .milestone(let passed) = event.kind { print("\(passed.percent) % acknowledged") }
        }
        for submission in [file, note] {
            let receipt = try await submission.receipt()
            print(receipt.outcome.rawValue, receipt.rendition.bytes, receipt.destination.location)
        }
        await ferry.shutdown()
    }
}
