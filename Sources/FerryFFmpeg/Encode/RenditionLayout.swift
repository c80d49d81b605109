import FerryCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Says how a written file is to be read as an object: an MP4's index first, without copying its media.
enum RenditionLayout {
    /// The layout of what was written.
    ///
    /// An MP4's index was written last. Its shifted copy takes its place in the file, or the file's end where something
    /// stands behind it; the layout names it before the media.
    static func of(_ writer: OutputWriter, container: OutputContainer) throws -> ObjectLayout {
        let whole = ObjectLayout(wholeFile: .rendition, length: writer.length)
        try FFmpegError.check(writer.flush(), "pwrite")
        guard container == .mp4 else { return whole }
        let file = LayoutReader(
            fileDescriptor: writer.fileDescriptor, layout: whole, cipher: writer.cipher, isCancelled: { false })
        guard let relocation = try MP4IndexRelocation.plan(file) else { return whole }
        let isLast = relocation.originalIndex.upperBound == writer.length
        let place = isLast ? relocation.originalIndex.lowerBound : writer.length
        _ = writer.seek(to: place, whence: SEEK_SET)
        let written = relocation.index.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { writer.write($0, count: Int32(clamping: bytes.count)) } ?? 0
        }
        try FFmpegError.check(written, "pwrite")
        try FFmpegError.check(writer.flush(), "pwrite")
        return relocation.layout(of: .rendition, indexAt: place)
    }
}
