import CFerryFFmpeg
import FerryCore

/// The media of one piece of work, and what the work may use.
struct MediaSource: Sendable {
    /// A descriptor open for reading at any place.
    var fileDescriptor: Int32
    /// Which bytes of it are the media.
    var layout: ObjectLayout
    /// What the work may use.
    var limits: MediaLimits
    /// Whether the work was called off; asked often, from any thread of a codec.
    var isCancelled: @Sendable () -> Bool
    /// The ciphers of the files of the work.
    var ciphers = MediaCiphers()

    /// A reader at the first byte.
    func reader() -> LayoutReader {
        LayoutReader(
            fileDescriptor: fileDescriptor, layout: layout, cipher: ciphers.source, isCancelled: isCancelled)
    }

    /// Throws when the work was called off.
    func checkCancelled() throws(FerryError) {
        guard isCancelled() else { return }
        throw FerryError(.cancelled, "the work was called off")
    }
}
