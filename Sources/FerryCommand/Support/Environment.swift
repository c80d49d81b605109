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
    /// where neither is set.
    func spoolKey() throws(FerryError) -> SpoolKey? {
        if let text = value("MEDIAFERRY_SPOOL_KEY") { return try SpoolKey(text: text) }
        return try value("MEDIAFERRY_SPOOL_KEY_FILE").map { path throws(FerryError) in try SpoolKey(file: path) }
    }

    /// `$XDG_STATE_HOME/mediaferry`, else `~/.local/state/mediaferry`.
    var stateDirectory: String {
        if let state = value("XDG_STATE_HOME"), state.hasPrefix("/") { return "\(state)/mediaferry" }
        return "\(value("HOME") ?? "/tmp")/.local/state/mediaferry"
    }
}
