import ArgumentParser
import Glibc
import MediaFerry

/// The command `mediaferry`.
struct MediaFerryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mediaferry",
        abstract: "Carries recorded media to where it is kept: smaller, sound and proven to have arrived.",
        discussion: """
            Start with a receiver of your own and one file:

              mediaferry receive --root /tmp/kept
              mediaferry send answer.webm --to tus+http://127.0.0.1:PORT/files/

            If a command is interrupted, the same command goes on where the server stands.

            Every option can also be set by a variable (--chunk-size by MEDIAFERRY_CHUNK_SIZE) or in a JSON file named by
            --config FILE, by MEDIAFERRY_CONFIG, or at ~/.config/mediaferry/config.json. Words decide before variables,
            variables before the file.
            """,
        version: FerryVersion.text,
        subcommands: [
            SendCommand.self, BatchCommand.self, BenchCommand.self, ProbeCommand.self, VerifyCommand.self,
            JobsCommand.self, DoctorCommand.self, ReceiveCommand.self, ServeCommand.self, TokenCommand.self,
        ])
}

/// Where the program begins.
@main
enum MediaFerryProgram {
    static func main() async {
        let word = CommandLine.arguments.dropFirst().first ?? ""
        if let error = UnknownCommand(word, among: MediaFerryCommand.commandNames) { error.exit() }
        do {
            await MediaFerryCommand.main(try await CommandLineWords.completed(Array(CommandLine.arguments.dropFirst())))
        } catch let error as FerryError {
            Console.complain(error)
            exit(EX_USAGE)
        } catch {
            MediaFerryCommand.exit(withError: error)
        }
    }
}

extension MediaFerryCommand {
    /// The words that name commands.
    fileprivate static var commandNames: [String] {
        configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    }
}
