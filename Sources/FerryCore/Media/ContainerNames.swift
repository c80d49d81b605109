/// Media types and extensions of the containers that sources come in.
public enum ContainerNames {
    /// The media type of a container's short name; `application/octet-stream` for one that is not known.
    public static func mediaType(_ container: String, hasVideo: Bool) -> String {
        if let output = OutputContainer(rawValue: container) { return output.mediaType(hasVideo: hasVideo) }
        return known[container]?.mediaType ?? "application/octet-stream"
    }

    /// The extension of a container's short name, without a dot; empty for one that is not known.
    public static func fileExtension(_ container: String, hasVideo: Bool) -> String {
        if let output = OutputContainer(rawValue: container) { return output.fileExtension(hasVideo: hasVideo) }
        return known[container]?.fileExtension ?? ""
    }

    /// The extension for a media type's essence, without a dot; empty for one that is not known.
    public static func fileExtension(mediaType: String) -> String {
        for output in OutputContainer.allCases {
            for hasVideo in [true, false] where output.mediaType(hasVideo: hasVideo) == mediaType {
                return output.fileExtension(hasVideo: hasVideo)
            }
        }
        return known.values.first { $0.mediaType == mediaType }?.fileExtension ?? ""
    }

    private static let known: [String: (mediaType: String, fileExtension: String)] = [
        "mov": ("video/quicktime", "mov"), "3gp": ("video/3gpp", "3gp"), "wav": ("audio/wav", "wav"),
        "mp3": ("audio/mpeg", "mp3"), "aac": ("audio/aac", "aac"), "flac": ("audio/flac", "flac"),
        "mpegts": ("video/mp2t", "ts"), "avi": ("video/x-msvideo", "avi"), "amr": ("audio/amr", "amr"),
    ]
}
