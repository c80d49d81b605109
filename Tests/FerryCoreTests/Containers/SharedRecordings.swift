import Foundation

@testable import FerryCore

/// Recordings beside the checkout, where they are present.
enum SharedRecordings {
    private static let folder = URL(filePath: #filePath)
        .appending(path: "../../../../../shared/media/recordings").standardizedFileURL

    static let names: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path())
        return (names ?? []).filter { name in ["webm", "mkv", "mp4", "ogg"].contains { name.hasSuffix("." + $0) } }
            .filter { !$0.contains("_zero_") }.sorted()
    }()

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }
}
