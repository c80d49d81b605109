import Foundation
import Testing

/// The static FFmpeg of the Python package `imageio-ffmpeg`, which has filters that Debian's lacks. It is found through
/// the interpreter that `MEDIAFERRY_TEST_PYTHON` names.
enum StrangeFFmpeg {
    /// Where it is; `nil` where it cannot be had.
    static let path: String? = {
        guard let python = ProcessInfo.processInfo.environment["MEDIAFERRY_TEST_PYTHON"],
            let answer = try? Judge.run(python, ["-c", "import imageio_ffmpeg as i; print(i.get_ffmpeg_exe())"]),
            answer.status == 0
        else { return nil }
        return String(decoding: answer.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }()

    /// Whether a filter is there.
    static func has(_ filter: String) -> Bool {
        guard let path, let answer = try? Judge.run(path, ["-hide_banner", "-h", "filter=\(filter)"]) else {
            return false
        }
        return String(decoding: answer.output, as: UTF8.self).contains("Filter \(filter)")
    }

    /// XPSNR of the planes y, u and v in dB, of pictures that follow each other at an even rate.
    static func xpsnr(original: ScratchFile, copy: ScratchFile, rate: Double) throws -> [Double] {
        let said = try compare(try #require(path), "xpsnr", original, copy, rate: rate)
        return try ["y", "u", "v"].map { plane in
            let match = try #require(said.firstMatch(of: try Regex("XPSNR .*?\(plane): ([0-9.]+)")))
            return try #require(Double(match.output[1].substring ?? ""))
        }
    }

    /// Mean structural similarity of luma as Debian's FFmpeg finds it.
    static func similarity(original: ScratchFile, copy: ScratchFile, rate: Double) throws -> Double {
        // Its vector code of 5.1 reads past the row where a quarter of the width is no multiple of four.
        let said = try compare("ffmpeg", "ssim", original, copy, rate: rate, ["-cpuflags", "0"])
        let match = try #require(said.firstMatch(of: /SSIM Y:([0-9.]+)/))
        return try #require(Double(match.output.1))
    }

    private static func compare(
        _ program: String, _ filter: String, _ original: ScratchFile, _ copy: ScratchFile, rate: Double,
        _ options: [String] = []
    ) throws -> String {
        // A rate in front of an input numbers its pictures anew, whatever their times.
        let inputs = [original, copy].flatMap { ["-r", "\(rate)", "-i", $0.url.path] }
        let answer = try Judge.run(
            program,
            options + ["-nostdin", "-hide_banner"] + inputs + ["-lavfi", "[0:v][1:v]\(filter)", "-f", "null", "-"])
        return String(decoding: answer.errors, as: UTF8.self)
    }
}
