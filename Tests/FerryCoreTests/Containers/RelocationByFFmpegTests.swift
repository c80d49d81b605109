import Foundation
import Testing

@testable import FerryCore

/// Relocated files judged by FFmpeg, where it is installed.
@Suite(.enabled(if: FFmpegTool.isInstalled, "ffmpeg is not installed"))
struct RelocationByFFmpegTests {
    @Test("packets of a relocated file are those of the file", arguments: ["phone_rot90.mp4", "old_amr.3gp"])
    func packets(_ name: String) throws {
        let bytes = try Resource.bytes("Containers/\(name)")
        let plan = try #require(try MP4IndexRelocation.plan(MemoryByteSource(bytes)))
        try FFmpegTool.inFolder { folder in
            let old = folder.appending(path: "old.mp4")
            let new = folder.appending(path: "new.mp4")
            try Data(bytes).write(to: old)
            try Data(RelocationJudge.object(bytes, plan)).write(to: new)
            let hashes = try FFmpegTool.packetHashes(old)
            #expect(hashes.count > 1000)
            #expect(try FFmpegTool.packetHashes(new) == hashes)
        }
    }

    @Test("our object is what FFmpeg's own second pass makes, byte for byte") func faststart() throws {
        try FFmpegTool.inFolder { folder in
            let plain = folder.appending(path: "plain.mp4")
            let fast = folder.appending(path: "fast.mp4")
            let made =
                ["-f", "lavfi", "-i", "testsrc=size=96x64:rate=25:duration=3"]
                + ["-f", "lavfi", "-i", "sine=duration=3", "-f", "lavfi", "-i", "sine=frequency=880:duration=3"]
                + ["-map", "0", "-map", "1", "-map", "2", "-c:v", "mpeg4", "-c:a", "aac", "-bitexact"]
            try FFmpegTool.run(made + [plain.path()])
            try FFmpegTool.run(["-i", plain.path(), "-map", "0", "-c", "copy", "-bitexact", plain.path() + ".mp4"])
            try FFmpegTool.run(
                ["-i", plain.path(), "-map", "0", "-c", "copy", "-bitexact", "-movflags", "+faststart", fast.path()])
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: plain.path() + ".mp4")))
            let plan = try #require(try MP4IndexRelocation.plan(MemoryByteSource(bytes)))
            try RelocationJudge.expectSound(bytes, plan)
            let object = RelocationJudge.object(bytes, plan)
            #expect(object == [UInt8](try Data(contentsOf: fast)))
        }
    }
}

/// The `ffmpeg` command.
enum FFmpegTool {
    static let isInstalled = (try? run(["-version"])) != nil

    struct Failure: Error {
        var arguments: [String]
        var status: Int32
    }

    /// Runs `ffmpeg` and gives what it printed.
    @discardableResult
    static func run(_ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-v", "error", "-nostdin", "-y"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(arguments: arguments, status: process.terminationStatus)
        }
        return output
    }

    /// Times and hashes of all packets.
    static func packetHashes(_ file: URL) throws -> Data {
        try run(["-i", file.path(), "-map", "0", "-c", "copy", "-f", "framehash", "-"])
    }

    /// Works in a folder that is removed afterwards.
    static func inFolder(_ work: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ferry-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try work(folder)
    }
}
