import Foundation

/// What `ffprobe`, an independent program, says about a file.
struct MediaJudge: Sendable {
    let document: JSONValue

    /// Decodes the whole file.
    static func decode(_ path: String) async throws -> MediaJudge {
        try await MediaJudge(path, ["-count_frames", "-count_packets"])
    }

    private init(_ path: String, _ options: [String]) async throws {
        guard let program = BuiltProducts.program("ffprobe") else { throw SystemFailure("ffprobe", ENOENT) }
        let process = try ChildProcess(
            program, ["-v", "error"] + options + ["-show_streams", "-show_format", "-of", "json", path],
            environment: Command.environment)
        document = try await .parse(RunResult(process.ended("the end of ffprobe")).outputText)
    }

    /// Whether the judge is there.
    static let isPossible = BuiltProducts.program("ffprobe") != nil && BuiltProducts.program("ffmpeg") != nil

    func track(_ kind: String) -> JSONValue? {
        document["streams"]?.items.first {
            $0["codec_type"]?.text == kind && $0["disposition.attached_pic"]?.integer != 1
        }
    }

    var seconds: Double? { document["format.duration"]?.text.flatMap(Double.init) }
    var videoFrames: Int? { track("video")?["nb_read_frames"]?.text.flatMap { Int($0) } }
    var width: Int? { track("video")?["width"]?.integer }
    var height: Int? { track("video")?["height"]?.integer }

    /// Degrees that a player is told to turn the picture.
    var rotation: Int { track("video")?["side_data_list"]?.items.compactMap { $0["rotation"]?.integer }.first ?? 0 }

    /// Width by height as a player shows it.
    var shownAspect: Double? {
        guard let width, let height, height > 0, width > 0 else { return nil }
        let aspect = Double(width) / Double(height)
        return rotation % 180 == 0 ? aspect : 1 / aspect
    }

    /// What `ffmpeg` complains about when it decodes all of the file from that second on.
    static func complaints(_ path: String, from second: Double = 0) async throws -> (text: String, frames: Int) {
        guard let program = BuiltProducts.program("ffmpeg") else { throw SystemFailure("ffmpeg", ENOENT) }
        let process = try ChildProcess(
            program,
            [
                "-nostdin", "-v", "error", "-ss", String(second), "-i", path, "-map", "0", "-f", "framehash", "-",
            ], environment: Command.environment)
        let run = try await RunResult(process.ended("the end of ffmpeg"))
        return (run.errorText, run.output.count { !$0.hasPrefix("#") })
    }

    /// The order of an MP4's top boxes.
    static func boxes(_ path: String) throws -> [String] {
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
        var (place, names) = (0, [String]())
        while place + 8 <= bytes.count {
            let size = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            names.append(String(decoding: bytes[place + 4..<place + 8], as: UTF8.self))
            guard size >= 8 else { break }
            place += size
        }
        return names
    }
}
