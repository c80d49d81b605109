import FerryCore
import FerryTesting
import FerryUploadProtocols
import Foundation
import Testing

@testable import FerryPipeline

/// A folder of this machine as a destination, a state directory, and a clock that does not wait.
final class FolderRoad: Sendable {
    let scratch: ScratchDirectory
    let folder: String
    let clock = ManualClock.holdingHeartbeats()
    let log = EventLog()
    let store: MemoryJobStore
    let transport: DirectoryTransport

    init(_ folder: String = "out") throws {
        scratch = try ScratchDirectory()
        self.folder = folder.hasPrefix("/") ? folder : scratch.path(folder)
        transport = DirectoryTransport(folder: self.folder)
        store = MemoryJobStore { [clock] in clock.now() }
    }

    func pipeline(
        state: String = "state", store: MemoryJobStore? = nil, _ change: (inout PipelineParts) -> Void = { _ in }
    ) throws -> JobPipeline {
        let place = try #require(FileLocation(path: folder)).text
        var parts = PipelineParts(
            state: try StateDirectory(path: scratch.path(state)), store: store ?? self.store, transport: transport,
            transportVersion: "test", prober: nil, encoder: nil,
            storage: .inOrder(DirectoryDialect(folder: folder)), identity: place, destination: place,
            send: SendSettings(chunkBytes: 1000, retry: RetryPolicy(maxRetries: 4)), preset: .none,
            recorders: [log], clock: clock, jitter: { 1 })
        change(&parts)
        return try JobPipeline(parts)
    }

    func file(_ bytes: [UInt8], _ name: String = "answer.webm") throws -> FerrySource {
        .file(path: try scratch.file(name, bytes))
    }

    /// The regular files of the folder and their bytes, hidden ones too.
    var files: [String: [UInt8]] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        var files: [String: [UInt8]] = [:]
        for name in names {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            files[name] = FileManager.default.contents(atPath: "\(folder)/\(name)").map(Array.init)
        }
        return files
    }
}
