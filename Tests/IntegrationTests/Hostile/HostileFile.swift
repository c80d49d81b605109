import Foundation

/// One file that no service should have to fear.
struct HostileFile: Sendable {
    /// What must become of it.
    enum Expectation: Sendable {
        /// A refusal; nothing of it may reach the destination.
        case refused
        /// A delivery with a truthful account, or a refusal.
        case orderly
    }

    /// The name of the file, with an extension that may lie.
    let name: String
    let bytes: [UInt8]
    let expectation: Expectation

    init(_ name: String, _ bytes: [UInt8], _ expectation: Expectation = .orderly) {
        self.name = name
        self.bytes = bytes
        self.expectation = expectation
    }

    init(_ name: String, _ text: String, _ expectation: Expectation = .refused) {
        self.init(name, Array(text.utf8), expectation)
    }
}

/// Small sound recordings in the containers that people send, made once by `ffmpeg`.
struct HostileSources: Sendable {
    let webm: [UInt8]
    let live: [UInt8]
    let mp4: [UInt8]
    let fragments: [UInt8]
    let ogg: [UInt8]
    let wav: [UInt8]
    let mp3: [UInt8]

    /// All with the extension of their containers.
    var all: [(name: String, bytes: [UInt8])] {
        [
            ("webm", webm), ("live.webm", live), ("mp4", mp4), ("fragments.mp4", fragments), ("ogg", ogg),
            ("wav", wav), ("mp3", mp3),
        ]
    }

    init(_ scratch: Scratch) async throws {
        let picture = "-f lavfi -i testsrc2=s=64x48:r=10:d=2 -f lavfi -i sine=d=2"
        let vp8 = picture + " -c:v libvpx -deadline realtime -g 10 -c:a libopus"
        let h264 = picture + " -c:v libx264 -preset ultrafast -g 10 -c:a aac"
        webm = try await Self.make(vp8, scratch.path("source.webm"))
        live = try await Self.make(vp8 + " -live 1", scratch.path("live.webm"))
        mp4 = try await Self.make(h264 + " -movflags +faststart", scratch.path("source.mp4"))
        fragments = try await Self.make(
            h264 + " -movflags frag_keyframe+empty_moov+default_base_moof", scratch.path("fragments.mp4"))
        ogg = try await Self.make("-f lavfi -i sine=d=2 -c:a libopus", scratch.path("source.ogg"))
        wav = try await Self.make("-f lavfi -i sine=d=1", scratch.path("source.wav"))
        mp3 = try await Self.make("-f lavfi -i sine=d=2", scratch.path("source.mp3"))
    }

    private static func make(_ words: String, _ path: String) async throws -> [UInt8] {
        guard let program = BuiltProducts.program("ffmpeg") else { throw SystemFailure("ffmpeg", ENOENT) }
        let arguments = ["-nostdin", "-v", "error", "-y"] + words.split(separator: " ").map(String.init) + [path]
        let run = try await RunResult(
            ChildProcess(program, arguments, environment: Command.environment).ended("the end of ffmpeg"))
        guard run.code == 0 else { throw SystemFailure("ffmpeg", EINVAL) }
        defer { try? FileManager.default.removeItem(atPath: path) }
        return [UInt8](try Data(contentsOf: URL(filePath: path)))
    }
}
