public import FerryCore
import FerrySQLite
public import FerrySessions

/// The access tokens of a state directory's service, whether it runs or not.
public struct ServiceTokens: Sendable {
    /// Keeps them; a service that runs sees a change within a few seconds.
    public let store: any TokenStore

    /// Opens the state directory, and makes it where it is missing.
    ///
    /// - Throws: `store.unavailable` when it cannot be used.
    public init(stateDirectory: String) async throws(FerryError) {
        let state = try StateDirectory(path: stateDirectory)
        store = try await SQLiteStores.open(inDirectory: state.path).service
    }
}
