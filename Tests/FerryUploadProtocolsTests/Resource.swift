import Foundation

/// Files that stand beside the tests.
enum Resource {
    /// The bytes of a file under `Resources`.
    static func data(_ path: String) throws -> Data {
        try Data(contentsOf: Bundle.module.bundleURL.appending(path: "Resources").appending(path: path))
    }
}
