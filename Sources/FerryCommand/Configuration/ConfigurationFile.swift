import ArgumentParser
import FoundationEssentials
import MediaFerry

/// Which file of configuration counts: `--config FILE`, else `$MEDIAFERRY_CONFIG`, else the one in the usual place when it is
/// there (XDG Base Directory Specification 0.8).
struct ConfigurationFile {
    /// The words without `--config`, except for `serve`, which watches its file itself.
    let words: [String]
    /// The file; `nil` for none.
    let path: String?

    init(words: [String], environment: Environment) throws {
        var (rest, named) = ([String](), String?.none)
        var index = words.startIndex
        let keeps = words.first == "serve"
        while index < words.endIndex, words[index] != "--" {
            let word = words[index]
            index += 1
            if word.hasPrefix("--config=") {
                named = String(word.dropFirst("--config=".count))
            } else if word == "--config" {
                guard index < words.endIndex else { throw ValidationError("--config needs the path of a file") }
                named = words[index]
                index += 1
            } else {
                rest.append(word)
                continue
            }
            if keeps, let named { rest += ["--config", named] }
        }
        self.words = rest + words[index...]
        path = named ?? environment.value("MEDIAFERRY_CONFIG") ?? Self.usual(environment)
    }

    private static func usual(_ environment: Environment) -> String? {
        let home = environment.value("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        guard let folder = home ?? environment.value("HOME").map({ "\($0)/.config" }) else { return nil }
        let path = "\(folder)/mediaferry/config.json"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }
}
