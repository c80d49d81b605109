import FoundationEssentials
import MediaFerry

/// Turns the arguments of a command into sources.
enum SourceList {
    /// Paths stand for files, `-` for standard input, `@FILE` for a list of paths, one a line, and `data:…` for itself.
    ///
    /// - Throws: `source.notFound` for a list that cannot be read: nothing was started.
    static func sources(of arguments: [String]) throws(FerryError) -> [FerrySource] {
        var sources: [FerrySource] = []
        for argument in arguments {
            if argument.hasPrefix("@") {
                sources += try lines(of: String(argument.dropFirst())).map(source)
            } else {
                sources.append(source(argument))
            }
        }
        return sources
    }

    private static func source(_ argument: String) -> FerrySource {
        if argument == "-" { return .standardInput }
        if DataURIDecoder.looksLikeDataURI(prefix: argument.utf8.prefix(64)) { return .dataURI(argument) }
        return .file(path: argument)
    }

    /// The lines of a list; blank ones are left out.
    private static func lines(of path: String) throws(FerryError) -> [String] {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw FerryError(.sourceNotFound, "the list cannot be read", input: "@\(path)")
        }
        return data.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
            .map { String(decoding: $0, as: UTF8.self) }
            .filter { !$0.allSatisfy(\.isWhitespace) }
    }
}
