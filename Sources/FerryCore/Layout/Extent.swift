/// One contiguous run of bytes of one file.
public struct Extent: Sendable, Hashable, Codable {
    /// Which file of the job, by its role; paths are the spool's business.
    public var file: FileRole
    /// First byte of the run in that file, from 0.
    public var offset: Int64
    /// How many bytes, never negative.
    public var length: Int64

    /// The files a job owns or reads.
    public enum FileRole: String, Sendable, Hashable, Codable {
        /// The asset: what was handed in.
        case asset
        /// What the encoder wrote.
        case rendition
    }

    /// Creates an extent.
    public init(file: FileRole, offset: Int64, length: Int64) {
        self.file = file
        self.offset = offset
        self.length = length
    }

    /// The byte after the last.
    public var end: Int64 { offset + length }
}
