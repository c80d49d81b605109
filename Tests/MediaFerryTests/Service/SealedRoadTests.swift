import FerryCore
import FerryFFmpeg
import FerrySealing
import FerrySessions
import Foundation
import MediaFerry
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct SealedRoadTests {
    /// All files of a folder as they were at any moment.
    private final class Witness: Sendable {
        private struct State {
            var versions: [String: [[UInt8]]] = [:]
            /// Length and time of writing of the last version of each.
            var last: [String: [Int]] = [:]
        }

        private let state = Mutex(State())
        private let folder: String

        init(_ folder: String) { self.folder = folder }

        /// Reads all files that changed.
        func look() {
            for name in (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [] {
                var status = stat()
                guard stat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
                let stamp = [Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
                guard state.withLock({ $0.last.updateValue(stamp, forKey: name) }) != stamp,
                    let data = FileManager.default.contents(atPath: "\(folder)/\(name)"), !data.isEmpty
                else { continue }
                state.withLock { $0.versions[name, default: []].append(Array(data)) }
            }
        }

        /// The suffixes of the names of files that were seen.
        var kinds: Set<String> {
            state.withLock { Set($0.versions.keys.compactMap { $0.split(separator: ".").last.map(String.init) }) }
        }

        /// The files in which some sixteen bytes of a text stand, taken from it every so often.
        func files(holding text: [UInt8]) -> Set<String> {
            let samples = stride(from: 0, to: text.count - 16, by: max(16, text.count / 20)).map { text[$0..<$0 + 16] }
                .filter { Set($0).count > 8 }
            return state.withLock { state in
                Set(state.versions.filter { $0.value.contains { Self.holds($0, any: samples) } }.keys)
            }
        }

        private static func holds(_ bytes: [UInt8], any samples: [ArraySlice<UInt8>]) -> Bool {
            let whole = Data(bytes)
            return samples.contains { whole.range(of: Data($0)) != nil }
        }
    }

    /// Encodes one video and tells in which files of the state directory its bytes, or the object's, stood.
    private func run(key: SpoolKey?) async throws -> (source: Set<String>, object: Set<String>, kinds: Set<String>) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sealed-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: "\(folder)/objects", withIntermediateDirectories: true)
        let video = try Self.video(in: folder)
        var configuration = FerryConfiguration(
            destination: "file://\(folder)/objects", stateDirectory: "\(folder)/state")
        configuration.preset = .interview
        configuration.mediaInThisProcess = FFmpegEncoder { GCMCipher($0) }
        configuration.spoolKey = key
        configuration.send.chunkBytes = 20_000
        let ferry = try await Ferry(configuration)
        let witness = Witness("\(folder)/state")
        let looking = Task.detached {
            while !Task.isCancelled {
                witness.look()
                await Task.yield()
            }
        }
        let submission = try await ferry.submit(.stream(Self.stream(video), name: "answer.webm"))
        let receipt = try await submission.receipt()
        looking.cancel()
        await looking.value
        await ferry.shutdown()
        #expect(!receipt.rendition.isOriginal)
        let location = try #require(URL(string: receipt.destination.location))
        let object = try #require(FileManager.default.contents(atPath: location.path)).map { $0 }
        #expect(object.count == Int(receipt.rendition.bytes))
        return (witness.files(holding: video), witness.files(holding: object), witness.kinds)
    }

    @Test("with a key no piece of the media stands in any file at any time; without one it does")
    func noPlainText() async throws {
        let sealed = try await run(key: try SpoolKey(text: String(repeating: "c3", count: 32)))
        #expect(sealed.source == [] && sealed.object == [])
        let plain = try await run(key: nil)
        #expect(plain.source.contains { $0.hasSuffix(".asset") })
        #expect(plain.object.contains { $0.hasSuffix(".rendition") })
        for kinds in [sealed.kinds, plain.kinds] { #expect(kinds.isSuperset(of: ["asset", "rendition", "pieces"])) }
    }

    private static func stream(_ bytes: [UInt8]) -> AsyncStream<[UInt8]> {
        AsyncStream { continuation in
            for start in stride(from: 0, to: bytes.count, by: 65_536) {
                continuation.yield(Array(bytes[start..<min(bytes.count, start + 65_536)]))
            }
            continuation.finish()
        }
    }

    /// A noisy video that an encode makes smaller.
    private static func video(in folder: String) throws -> [UInt8] {
        let path = "\(folder)/source.webm"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            "ffmpeg -v error -y -f lavfi -i testsrc2=size=160x120:rate=15:duration=2,noise=alls=20:allf=t -c:v libvpx -b:v 1M -deadline realtime -cpu-used 8"
            .split(separator: " ").map(String.init) + [path]
        try process.run()
        process.waitUntilExit()
        return Array(try Data(contentsOf: URL(filePath: path)))
    }
}
