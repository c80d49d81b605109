import FerryCore
import FoundationEssentials

/// The value of `Upload-Metadata` that Supabase Storage wants.
enum SupabaseMetadata {
    static func encode(_ creation: UploadCreation, bucket: String, objectName: String) -> String {
        var pairs = [
            (key: "bucketName", value: bucket), (key: "objectName", value: objectName),
            (key: "contentType", value: creation.mediaType),
        ]
        if let cacheControl = creation.attributes.cacheControl {
            pairs.append((key: "cacheControl", value: seconds(of: cacheControl) ?? cacheControl))
        }
        pairs.append((key: "metadata", value: json(creation)))
        return TusMetadata.encode(pairs)
    }

    /// The user's metadata and our marker.
    private static func json(_ creation: UploadCreation) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let metadata = creation.attributes.metadata.merging(creation.marker.metadata) { _, ours in ours }
        return (try? encoder.encode(metadata)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// The digits of `max-age`: the service takes seconds alone, and reads anything else as `no-cache`.
    private static func seconds(of cacheControl: String) -> String? {
        for directive in cacheControl.split(whereSeparator: { $0 == "," || $0 == " " }) {
            let parts = directive.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "max-age", !parts[1].isEmpty,
                parts[1].utf8.allSatisfy({ (48...57).contains($0) })
            else { continue }
            return String(parts[1])
        }
        return nil
    }
}
