import FerryCore

/// Says how a written file is to be read as an object: an MP4's index first, without copying its media.
enum RenditionLayout {
    /// The layout of what was written.
    static func of(_ writer: OutputWriter, container: OutputContainer) throws -> ObjectLayout {
        ObjectLayout(wholeFile: .rendition, length: writer.length)
    }
}
