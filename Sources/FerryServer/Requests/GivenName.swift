import FerryCore
import FerrySessions

/// Names that callers give to users and things.
enum GivenName {
    /// The name, if it can be one: as those of sessions it has no control characters and is not longer than theirs.
    ///
    /// - Throws: `request.unprocessable` that names the field.
    static func checked(_ name: String, _ field: String) throws(FerryError) -> String {
        guard !name.isEmpty, name.count <= SessionDraft.maxNameLength,
            !name.unicodeScalars.contains(where: { $0.value < 0x20 })
        else {
            throw FerryError(.requestUnprocessable, "it is empty, too long or has control characters", input: field)
        }
        return name
    }
}
