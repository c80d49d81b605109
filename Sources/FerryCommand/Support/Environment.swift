import ArgumentParser
import Configuration
import MediaFerry

/// What the command reads from its environment.
struct Environment {
    private let variables = EnvironmentVariablesProvider()

    /// The value of a variable; `nil` when it is not set or empty.
    func value(_ name: String) -> String? {
        guard let value = try? variables.environmentValue(forName: name), !value.isEmpty else { return nil }
        return value
    }

    /// The key of sealed spools in `MEDIAFERRY_SPOOL_KEY`, else in the file that `MEDIAFERRY_SPOOL_KEY_FILE` names; `nil`
    /// where neither is set. One that cannot be used is wrong usage: nothing is started without it.
    func spoolKey() throws -> SpoolKey? {
        do throws(FerryError) {
            if let text = value("MEDIAFERRY_SPOOL_KEY") { return try SpoolKey(text: text) }
            guard let path = value("MEDIAFERRY_SPOOL_KEY_FILE") else { return nil }
            return try SpoolKey(file: path)
        } catch {
            throw ValidationError("\(error.message); \(error.next)")
        }
    }

    /// `$XDG_STATE_HOME/mediaferry`, else `~/.local/state/mediaferry`.
    var stateDirectory: String {
        if let state = value("XDG_STATE_HOME"), state.hasPrefix("/") { return "\(state)/mediaferry" }
        return "\(value("HOME") ?? "/tmp")/.local/state/mediaferry"
    }
}
