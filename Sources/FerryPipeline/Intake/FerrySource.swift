/// What is handed in: a file, a data URI, standard input, a stream of bytes, or pieces of one recording.
public struct FerrySource: Sendable {
    enum Content: Sendable {
        case file(path: String)
        case dataURI(String)
        case standardInput
        case stream(ByteStream)
        case pieces([FerrySource])
    }

    let content: Content
    /// How the source is called in messages: its path as given, `-`, or the name the caller gave.
    public let label: String
    /// The name without directories, from which the object's name is made.
    let name: String
    /// The media type the caller stated.
    let mediaType: String?

    /// A file. A regular file is read in place and never copied; one whose content is a data URI is decoded.
    public static func file(path: String) -> FerrySource {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return FerrySource(content: .file(path: path), label: path, name: name, mediaType: nil)
    }

    /// A file that is called otherwise than its path says, such as a copy of an object.
    package static func file(path: String, name: String) -> FerrySource {
        FerrySource(content: .file(path: path), label: name, name: name, mediaType: nil)
    }

    /// A data URI as text, for instance as `FileReader.readAsDataURL` gave it.
    public static func dataURI(_ text: String, name: String = "recording") -> FerrySource {
        FerrySource(content: .dataURI(text), label: name, name: name, mediaType: nil)
    }

    /// Standard input, read to its end; a data URI is found by its content.
    public static let standardInput = FerrySource(
        content: .standardInput, label: "-", name: "stdin", mediaType: nil)

    /// The pieces of one recording as a timeslice recorder gave them, each of them a source.
    ///
    /// They may come in any order and more than once: their own times put them in order. A missing piece is stated as
    /// loss in the receipt; without the first one, which holds the header, the source is refused. The object is named
    /// after the first piece.
    public static func recording(pieces: [FerrySource]) -> FerrySource {
        let label = pieces.first.map { pieces.count > 1 ? "\($0.label) and \(pieces.count - 1) more" : $0.label }
        return FerrySource(
            content: .pieces(pieces), label: label ?? "no piece", name: pieces.first?.name ?? "recording",
            mediaType: nil)
    }

    /// A stream of pieces of bytes, read to its end; a data URI is found by its content.
    ///
    /// - Parameters:
    ///   - bytes: Pieces of any size; each is in memory once, one at a time.
    ///   - name: The name without directories.
    ///   - mediaType: The media type, where it is known.
    public static func stream<Bytes: AsyncSequence & Sendable>(
        _ bytes: Bytes, name: String, mediaType: String? = nil
    ) -> FerrySource where Bytes.Element == [UInt8] {
        FerrySource(content: .stream(ByteStream(bytes)), label: name, name: name, mediaType: mediaType)
    }
}

/// Any asynchronous sequence of pieces of bytes, read once.
struct ByteStream: Sendable {
    /// Begins to read; the function gives one piece at a time and `nil` at the end.
    let begin: @Sendable () -> (() async throws -> [UInt8]?)

    init<Bytes: AsyncSequence & Sendable>(_ bytes: Bytes) where Bytes.Element == [UInt8] {
        begin = {
            var iterator = bytes.makeAsyncIterator()
            return { try await iterator.next() }
        }
    }
}
