import FerryCore

/// What a source lacks: found once the whole of it was read.
struct SourceShortfall: Equatable, Codable {
    /// What could not be read, or was mended, on the way.
    var damage: [MediaDefect] = []
    /// Bytes after the point at which reading had to stop.
    var unreadBytes: Int64 = 0
}
