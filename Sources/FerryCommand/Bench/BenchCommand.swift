import ArgumentParser

/// `mediaferry bench`: what a link, a storage and this machine can do.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures what a link and a storage really carry, and which settings are best there.",
        subcommands: [
            BenchUploadCommand.self, BenchDecodeCommand.self, BenchEncodeCommand.self, BenchPipelineCommand.self,
            BenchLinkCommand.self,
        ],
        defaultSubcommand: BenchUploadCommand.self)
}
