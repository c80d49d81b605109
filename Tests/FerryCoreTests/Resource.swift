import Foundation

/// Files that stand beside the tests.
enum Resource {
    /// The bytes of a file under `Resources`.
    static func bytes(_ path: String) throws -> [UInt8] {
        let folder = Bundle.module.bundleURL.appending(path: "Resources")
        return [UInt8](try Data(contentsOf: folder.appending(path: path)))
    }
}
