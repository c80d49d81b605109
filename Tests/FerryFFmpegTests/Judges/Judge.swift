import Foundation

/// What the independent programs `ffprobe` and `ffmpeg` say about a file.
enum Judge {
    /// One track as ffprobe decodes it.
    struct Track: Decodable {
        var codecType: String
        var codecName: String
        var profile: String?
        var width: Int?
        var height: Int?
        var pixFmt: String?
        var sampleAspectRatio: String?
        var colorTransfer: String?
        var colorSpace: String?
        var colorPrimaries: String?
        var colorRange: String?
        var sampleRate: String?
        var channels: Int?
        var startTime: String?
        var nbReadFrames: String?
        var frames: Int { Int(nbReadFrames ?? "") ?? 0 }
        var start: Double { Double(startTime ?? "") ?? 0 }
    }

    /// The file as ffprobe sees it.
    struct Report: Decodable {
        struct Format: Decodable {
            var formatName: String
            var duration: String?
        }
        struct Frame: Decodable {
            var mediaType: String
            var ptsTime: String?
            var bestEffortTimestampTime: String?
        }
        var streams: [Track]
        var format: Format
        var frames: [Frame]?
        var seconds: Double { Double(format.duration ?? "") ?? 0 }
        var video: Track? { streams.first { $0.codecType == "video" } }
        var audio: Track? { streams.first { $0.codecType == "audio" } }
        /// Times of the frames of a kind.
        func times(_ kind: String) -> [Double] {
            (frames ?? []).filter { $0.mediaType == kind }.compactMap { Double($0.bestEffortTimestampTime ?? "") }
        }
    }

    /// Decodes a whole file with ffprobe.
    static func probe(_ file: ScratchFile, frames: Bool = false) throws -> Report {
        var arguments = ["-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json"]
        if frames { arguments += ["-show_frames"] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Report.self, from: run("ffprobe", arguments + [file.url.path]).output)
    }

    /// What `ffmpeg -i FILE -f null -` complains about.
    static func complaints(_ file: ScratchFile) throws -> String {
        let answer = try run("ffmpeg", ["-nostdin", "-v", "error", "-i", file.url.path, "-f", "null", "-"])
        return String(decoding: answer.errors, as: UTF8.self)
    }

    /// What programs see: read once, because other tests change this process's own.
    private static let environment = ProcessInfo.processInfo.environment

    /// Runs a program to its end.
    @discardableResult
    static func run(_ program: String, _ arguments: [String]) throws -> (output: Data, errors: Data, status: Int32) {
        let errors = try ScratchFile()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors.url)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (bytes, try Data(contentsOf: errors.url), process.terminationStatus)
    }
}
