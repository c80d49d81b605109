import Foundation
import Testing

/// What `Scripts/fuzz` found once, and whole recordings, are taken by every target again.
@Suite(.timeLimit(.minutes(2))) struct FuzzReplayTests {
    private static let targets = [
        "dataURI", "containers", "ogg", "reading", "pieces", "relocation", "frames", "messages", "answers", "forms",
    ]

    @Test("inputs that ended the process once, and recordings, keep every promise", arguments: targets)
    func replay(target: String) async throws {
        let inputs = try Self.files(in: "Tests/FerryFuzz/Corpus/\(target)") + Self.files(in: "Samples")
        try #require(!inputs.isEmpty)
        let run = try await RunResult(
            ChildProcess(BuiltProducts.fuzz, [target] + inputs, environment: Command.environment, input: .empty).ended()
        )
        #expect(run.code == 0, "\(run)")
    }

    @Test("an unknown target is refused, and a file that is not there is no success")
    func wrongUse() async throws {
        for (arguments, code) in [(["nothing"], 64), (["frames", "/nowhere"], 66)] as [([String], Int32)] {
            let run = try await RunResult(
                ChildProcess(BuiltProducts.fuzz, arguments, environment: Command.environment, input: .empty).ended())
            #expect(run.code == code)
        }
    }

    /// The paths of all files below a folder of the project; none where there is no such folder.
    private static func files(in folder: String) throws -> [String] {
        guard let below = FileManager.default.enumerator(atPath: "\(BuiltProducts.package)/\(folder)") else {
            return []
        }
        return below.compactMap { $0 as? String }.sorted().map { "\(BuiltProducts.package)/\(folder)/\($0)" }.filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
        }
    }
}
