import FerryCore

/// The key of a job: the same source, destination, preset and settings have the same one.
struct JobKey {
    let text: String

    /// - Parameters:
    ///   - destination: The whole destination; a query may name a bucket. It goes into the hash alone.
    ///   - repetition: 0, and for deliveries that are forced to be new ones 1, 2, 3, …
    init(sha256: String, destination: String, preset: Preset, repetition: Int) {
        let parts = ["mediaferry.job/1", sha256, destination, preset.rawValue, String(repetition)]
        text = RunningSHA256.hex(of: parts.joined(separator: "\n"))
    }

    /// What a server is told of it.
    static func tag(of key: String) -> String { RunningSHA256.hex(of: "mediaferry.tag/1\n\(key)") }
}
