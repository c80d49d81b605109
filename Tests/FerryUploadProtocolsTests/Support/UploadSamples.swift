import FerryCore

extension UploadCreation {
    /// An upload of a small film, as tests create it.
    static func sample(
        _ length: Int64? = 9, chunk: Chunk? = nil, name: String = "a.mp4", mediaType: String = "video/mp4"
    ) -> UploadCreation {
        UploadCreation(
            length: length, chunk: chunk, objectName: name, mediaType: mediaType,
            marker: ObjectMarker(sourceSHA256: "5eed", jobTag: "tag"))
    }
}

extension ChunkSending {
    /// A chunk of that film.
    static func sample(_ chunk: Chunk, declaring: Int64? = nil, of length: Int64? = 12) -> ChunkSending {
        ChunkSending(chunk: chunk, declaring: declaring, objectLength: length, creation: .sample(length))
    }
}
