import FerryCore
import FerryTesting
import Foundation
import Glibc
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct FolderRoadTests {
    private static let bytes = content(5500, seed: 61)

    @Test("an object appears whole, checked by reading it back, with the mode that the umask leaves")
    func delivery() async throws {
        let road = try FolderRoad()
        let pipeline = try road.pipeline()
        let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
        #expect(road.files == ["answer.webm": Self.bytes])
        #expect(receipt.destination.dialect == "directory" && receipt.destination.checked == .checksum)
        #expect(receipt.destination.remoteChecksum?.value == sha256(Self.bytes))
        #expect(receipt.destination.location == "file://\(road.folder)/answer.webm")
        #expect(receipt.transfer.bytesSent == 5500 && receipt.transfer.chunkCount == 6)
        let mask = umask(0)
        umask(mask)
        #expect(try road.scratch.mode("out/answer.webm") == 0o666 & ~Int(mask))
        let again = try await pipeline.submit(try road.file(Self.bytes)).receipt()
        #expect(again.reused)
        await pipeline.shutdown()
    }

    @Test("only the last folder of the destination is made; folders of names all are")
    func folders() async throws {
        let missing = try FolderRoad("no/such/folder")
        let one = try missing.pipeline()
        let error = failure(await outcome(try await one.submit(try missing.file(Self.bytes))))
        #expect(error?.code == .destinationNotFound && error?.next == "make it with mkdir -p")
        await one.shutdown()
        let road = try FolderRoad()
        let template = try ObjectNameTemplate("a/ö b/{stem}%20.{ext}")
        let two = try road.pipeline { $0.send.name = template }
        let receipt = try await two.submit(try road.file(Self.bytes)).receipt()
        #expect(road.files == ["a/ö b/answer%20.webm": Self.bytes])
        #expect(receipt.destination.location.hasSuffix("/out/a/%C3%B6%20b/answer%2520.webm"))
        await two.shutdown()
    }

    @Test("nothing is replaced unless it is asked for")
    func taken() async throws {
        let road = try FolderRoad()
        let other = content(5500, seed: 62)
        try FileManager.default.createDirectory(atPath: road.folder, withIntermediateDirectories: false)
        _ = try road.scratch.file("out/answer.webm", other)
        let pipeline = try road.pipeline()
        let error = failure(await outcome(try await pipeline.submit(try road.file(Self.bytes))))
        #expect(error?.code == .destinationConflict)
        #expect(road.files == ["answer.webm": other])
        await pipeline.shutdown()
        let bold = try road.pipeline { $0.send.overwrites = true }
        _ = try await bold.submit(try road.file(Self.bytes)).receipt()
        #expect(road.files == ["answer.webm": Self.bytes])
        await bold.shutdown()
    }

    @Test("a file that came to the name meanwhile stays", arguments: [false, true])
    func race(isSame: Bool) async throws {
        let road = try FolderRoad()
        let other = isSame ? Self.bytes : content(70, seed: 63)
        let pipeline = try road.pipeline {
            $0.recorders = [
                EventLog { event in
                    guard case .chunkAcknowledged(let chunk) = event.kind, chunk.index == 2 else { return }
                    _ = try? road.scratch.file("out/answer.webm", other)
                }
            ]
        }
        let error = failure(await outcome(try await pipeline.submit(try road.file(Self.bytes))))
        #expect(error?.code == (isSame ? nil : .destinationConflict))
        #expect(road.files["answer.webm"] == other)
        await pipeline.shutdown()
    }

    @Test("links and other things than files are not followed and not replaced")
    func strange() async throws {
        for kind in ["link", "folder", "pipe", "folder link"] {
            let road = try FolderRoad()
            let outside = road.scratch.path("outside")
            for path in [road.folder, outside] { #expect(mkdir(path, 0o755) == 0) }
            let name = "\(road.folder)/\(kind == "folder link" ? "sub" : "answer.webm")"
            let made =
                switch kind {
                case "link": symlink(try road.scratch.file("outside/x", [1]), name)
                case "folder": mkdir(name, 0o755)
                case "pipe": mkfifo(name, 0o644)
                default: symlink(outside, name)
                }
            #expect(made == 0)
            let template = try ObjectNameTemplate(kind == "folder link" ? "sub/{name}" : "{name}")
            let pipeline = try road.pipeline { $0.send.name = template }
            let error = failure(await outcome(try await pipeline.submit(try road.file(Self.bytes))))
            #expect(error?.code == .destinationConflict, "\(kind): \(String(describing: error))")
            #expect(road.scratch.names("outside").filter { $0 != "x" }.isEmpty)
            await pipeline.shutdown()
        }
    }

    @Test("a process that dies at any event leaves what the next one goes on with, and nothing else", arguments: 1...24)
    func crash(event: Int) async throws {
        let road = try FolderRoad()
        let source = try road.file(Self.bytes)
        let victim = Victim()
        let log = EventLog { if $0.seq == event { victim.kill() } }
        let pipeline = try road.pipeline { $0.recorders = [log] }
        let submission = try await pipeline.submit(source)
        let task = Task {
            await withTaskCancellationHandler {
                _ = await outcome(submission)
            } onCancel: {
                submission.stop()
            }
        }
        victim.set(task)
        await task.value
        await pipeline.shutdown()
        let next = try road.pipeline()
        let receipt = try await next.submit(source).receipt()
        #expect(road.files == ["answer.webm": Self.bytes])
        #expect(receipt.transfer.bytesResent <= 1000)
        await next.shutdown()
    }

    @Test("bytes that rot in the unfinished file never become the object")
    func rot() async throws {
        let road = try FolderRoad()
        let pipeline = try road.pipeline {
            $0.recorders = [
                EventLog { event in
                    guard case .chunkAcknowledged(let chunk) = event.kind, chunk.index == 2,
                        let name = road.files.keys.first(where: { $0.hasSuffix(".part") })
                    else { return }
                    var bytes = road.files[name] ?? []
                    bytes[7] ^= 1
                    let descriptor = open("\(road.folder)/\(name)", O_WRONLY)
                    _ = pwrite(descriptor, bytes, 8, 0)
                    close(descriptor)
                }
            ]
        }
        let error = failure(await outcome(try await pipeline.submit(try road.file(Self.bytes))))
        #expect(error?.code == .verifyChecksum)
        #expect(!road.files.keys.contains("answer.webm"))
        await pipeline.shutdown()
    }
}
