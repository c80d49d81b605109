public import FerryCore

extension JobRecord {
    /// An accepted job with every value made up, for tests.
    ///
    /// - Parameters:
    ///   - id: Its name.
    ///   - key: Its key; the name's own when `nil`.
    ///   - path: Where its source is read in place; in the spool when `nil`.
    ///   - createdAt: When its bytes became durable.
    public static func sample(
        _ id: String, key: String? = nil, path: String? = nil, createdAt: Timestamp
    ) -> JobRecord {
        let source = SourceRecord(
            name: "\(id).webm", kind: path == nil ? .dataURI : .file, path: path,
            spoolKey: path == nil ? "asset-\(id)" : nil,
            identity: path.map { _ in
                FileIdentity(device: 1, inode: .max, size: 4096, modifiedNanoseconds: 1_777_636_800_123_456_789)
            },
            mediaType: "video/webm", bytes: 4096, sha256: String(repeating: "ab", count: 32))
        return JobRecord(
            id: JobID(rawValue: id), key: key ?? "key-\(id)", source: source,
            destination: "tus+https://uploads.example/files/", preset: .interview, createdAt: createdAt)
    }
}
