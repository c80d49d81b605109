import FerryCore

/// The key of a job: the same source, destination, preset and settings have the same one.
struct JobKey {
    let text: String

    /// - Parameter salt: Makes a key of its own for a delivery that is forced to be a new one; `nil` otherwise.
    init(sha256: String, destination: String, preset: Preset, salt: String?) {
        let parts = ["mediaferry.job/1", sha256, destination, preset.rawValue, salt ?? ""]
        text = RunningSHA256.hex(of: parts.joined(separator: "\n"))
    }

    /// What a server is told of it.
    static func tag(of key: String) -> String { RunningSHA256.hex(of: "mediaferry.tag/1\n\(key)") }
}
