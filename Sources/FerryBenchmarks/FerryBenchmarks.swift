import FerryCore
import Foundation

/// Measures parts of the house in one run beside others' programs; build it with `-c release`.
@main
struct FerryBenchmarks {
    static func main() async throws {
        switch CommandLine.arguments.dropFirst().first {
        case "datauri": try DataURIBenchmark().run()
        case "encode": try EncodeBenchmark().run()
        case "remux": try await RemuxBenchmark().run()
        case "progress": try await ProgressBenchmark().run()
        case "worker": try await WorkerBenchmark().run()
        case "footprint": try await FootprintBenchmark(CommandLine.arguments.dropFirst(2)).run()
        case "rendition": try RenditionBenchmark(CommandLine.arguments.dropFirst(2)).run()
        case "sessions": try await SessionsBenchmark(CommandLine.arguments.dropFirst(2)).run()
        default:
            FileHandle.standardError.write(
                Data(
                    "usage: FerryBenchmarks datauri|encode|remux|worker|progress|rendition PRESET CRF SOURCE OUTPUT [measure]\n"
                        .utf8)
            )
            exit(64)
        }
    }
}
