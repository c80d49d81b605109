import FerryCore
import FoundationEssentials

/// Events as a stream of text (HTML, server-sent events).
enum EventText {
    /// What a stream begins with: how long a client waits before it connects again, in milliseconds.
    static let opening = Array("retry: 2000\n\n".utf8)
    /// A line that says nothing, so that proxies and clients see that the stream lives.
    static let heartbeat = Array(": \n\n".utf8)
    /// Events between are no longer kept.
    static let gap = Array("event: gap\ndata: {}\n\n".utf8)

    /// One event; its document has no line breaks.
    static func bytes(of event: FerryEvent) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(event) else { return [] }
        return Array("id: \(event.seq)\nevent: \(event.kind.name)\ndata: ".utf8) + data + Array("\n\n".utf8)
    }
}
