import FerryCore
import FerryTesting
import Foundation
import Synchronization
import Testing

@testable import FerryPipeline

/// A source that changes while it is copied into a folder: named, never spliced.
@Suite(.timeLimit(.minutes(2))) struct FolderSourceChangeTests {
    private static let bytes = content(5500, seed: 79)

    /// Sends a source that changes after its third chunk.
    private func send(
        _ road: FolderRoad, _ source: FerrySource, _ how: SourceChange, at path: @escaping @Sendable () -> String
    ) async throws -> Result<Receipt, FerryError> {
        let log = EventLog { event in
            guard case .chunkAcknowledged(let chunk) = event.kind, chunk.index == 2 else { return }
            try? how.make(path())
        }
        let pipeline = try road.pipeline { $0.recorders = [log] }
        let result = await outcome(try await pipeline.submit(source))
        await pipeline.shutdown()
        return result
    }

    @Test(
        "a source that is read in place and changes is named, and no object is made of it",
        arguments: SourceChange.allCases)
    func inPlace(_ how: SourceChange) async throws {
        let road = try FolderRoad()
        let path = road.scratch.path("answer.webm")
        let error = failure(try await send(road, try road.file(Self.bytes), how) { path })
        #expect(error?.code == .sourceChanged && error?.input == path)
        #expect(road.files["answer.webm"] == nil)
        guard how != .removed else { return }
        let changed = try Array(Data(contentsOf: URL(filePath: path)))
        let pipeline = try road.pipeline()
        _ = try await pipeline.submit(.file(path: path)).receipt()
        #expect(road.files["answer.webm"] == changed)
        await pipeline.shutdown()
    }

    @Test(
        "bytes in the spool that change are named; those that only lose their name arrive",
        arguments: SourceChange.allCases)
    func inSpool(_ how: SourceChange) async throws {
        let road = try FolderRoad()
        let text = "data:application/octet-stream;base64," + Data(Self.bytes).base64EncodedString()
        let result = try await send(road, .dataURI(text), how) {
            road.scratch.path("state/spool/\(road.scratch.names("state/spool").first ?? "none")")
        }
        let objects = road.files.filter { !$0.key.hasSuffix(".part") }.values
        if how == .replaced || how == .removed {
            _ = try result.get()
            #expect(Array(objects) == [Self.bytes])
        } else {
            #expect(failure(result)?.code == .sourceChanged)
            #expect(objects.isEmpty)
        }
    }
}
