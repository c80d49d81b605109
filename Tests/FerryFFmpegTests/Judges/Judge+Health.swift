import Foundation

extension Judge {
    /// What ffmpeg's own meters say about a file's sound or pictures, from the lines they print.
    static func meters(_ file: ScratchFile, sound: String? = nil, pictures: String? = nil) throws -> String {
        var arguments = ["-nostdin", "-hide_banner", "-i", file.url.path]
        if let sound { arguments += ["-map", "0:a:0", "-af", sound] }
        if let pictures { arguments += ["-map", "0:v:0", "-vf", pictures] }
        return String(decoding: try run("ffmpeg", arguments + ["-f", "null", "-"]).errors, as: UTF8.self)
    }

    /// Integrated loudness and true peak by ffmpeg's `ebur128`.
    static func loudness(_ file: ScratchFile) throws -> (integrated: Double, peak: Double) {
        let said = try meters(file, sound: "ebur128=peak=true")
        return (numbers(after: "I:", in: said).last ?? .nan, numbers(after: "Peak:", in: said).last ?? .nan)
    }

    /// The sum of the numbers that follow a word.
    static func sum(after word: String, in text: String) -> Double { numbers(after: word, in: text).reduce(0, +) }

    /// The numbers that follow a word.
    static func numbers(after word: String, in text: String) -> [Double] {
        text.components(separatedBy: word).dropFirst().compactMap { rest in
            let number = rest.drop { $0 == " " }.prefix { !$0.isWhitespace && $0 != "\n" }
            return Double(number)
        }
    }
}
