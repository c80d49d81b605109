import FerryTesting
import Foundation

/// One protocol whose sender is killed: the storage it is judged by, and how the command is told to use it.
struct KillDialect: Sendable, CustomStringConvertible {
    var name: String
    /// The storage, empty.
    var storage: @Sendable () -> any ScriptedStorage
    /// The destination and the environment, from the URL of the storage's root.
    var destination: @Sendable (_ root: String) -> String
    var environment: @Sendable (_ root: String) -> [String: String] = { _ in [:] }
    /// Whether a request carries bytes of the object.
    var isData: @Sendable (RecordedRequest) -> Bool
    var objectBytes = 360_000
    var chunkBytes = 60_000
    var options = ["--limit-rate", "2M"]
    /// How many bytes may be sent again: one chunk for each slot, or all where a body is begun anew.
    var mostResentBytes: Int

    var description: String { name }
}

extension KillDialect {
    /// All protocols the command speaks to a server.
    static let all = [tus]

    /// tus 1.0.
    static let tus = KillDialect(
        name: "tus", storage: { TusStore() }, destination: { "tus+\($0)" },
        isData: { ["POST", "PATCH"].contains($0.method) }, mostResentBytes: 60_000)
}
