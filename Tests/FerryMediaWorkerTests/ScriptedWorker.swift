import FerryCore
import FoundationEssentials
import Glibc

@testable import FerryMediaWorker

/// A stand-in for the media worker: a shell script that misbehaves in one way, and events for it to say.
///
/// In the script `$DIR` is a folder of its own, and `say N` sends the event number N.
struct ScriptedWorker {
    let folder: String
    let path: String

    init(_ script: String, events: [MediaWorkerEvent] = []) throws {
        var template = Array("/tmp/ferry-worker-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXFailure(number: errno) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = folder + "/worker"
        for (number, event) in events.enumerated() {
            let frame = try FrameEncoder.frame(Array(JSONEncoder().encode(event)))
            try Data(frame).write(to: URL(filePath: folder + "/event\(number)"))
        }
        let head = "#!/bin/sh\nDIR='\(folder)'\nsay() { cat \"$DIR/event$1\" >&3; }\n"
        try Data((head + script + "\n").utf8).write(to: URL(filePath: path))
        chmod(path, 0o700)
        Self.awaitNoWriter(path)
    }

    /// Waits until nobody has the script open for writing: a process that another test starts at this moment holds our
    /// descriptor until it runs its own program, and a file open for writing cannot be run. A read lease is given only
    /// then (fcntl, F_SETLEASE is 1024).
    private static func awaitNoWriter(_ path: String) {
        let script = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(script) }
        while fcntl(script, 1024, Int32(F_RDLCK)) != 0 && errno == EAGAIN { sched_yield() }
        _ = fcntl(script, 1024, Int32(F_UNLCK))
    }

    /// Removes the folder.
    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// What the script left in a file, without the last line end.
    func note(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: folder + "/" + name)), as: UTF8.self)
            .trimmingSuffix { $0 == "\n" }
    }

    /// A client of it.
    func client(maxConcurrent: Int = 2, graceSeconds: Double = 0.2) throws(FerryError) -> MediaWorkerClient {
        try MediaWorkerClient(.init(workerPath: path, maxConcurrent: maxConcurrent, graceSeconds: graceSeconds))
    }
}

struct POSIXFailure: Error { var number: Int32 }

extension String {
    fileprivate func trimmingSuffix(while drops: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, drops(last) { rest.removeLast() }
        return String(rest)
    }
}

/// An open file for tests, closed at the end.
final class TestFile: Sendable {
    let descriptor: Int32
    let length: Int64

    /// Opens a file that is there.
    init(reading path: String, flags: Int32 = O_RDONLY) throws {
        descriptor = open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw POSIXFailure(number: errno) }
        length = Int64(lseek(descriptor, 0, SEEK_END))
    }

    /// Makes an empty file without a name.
    init() throws {
        var template = Array("/tmp/ferry-file-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw POSIXFailure(number: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
        length = 0
    }

    deinit { close(descriptor) }

    /// Lends the whole of it as media; the descriptor stays open until the body has ended.
    func lend<Value>(_ body: (MediaFile) async throws -> Value) async rethrows -> Value {
        defer { withExtendedLifetime(self) {} }
        return try await body(
            MediaFile(fileDescriptor: descriptor, layout: ObjectLayout(wholeFile: .asset, length: length)))
    }
}
