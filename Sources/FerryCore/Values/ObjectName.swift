/// Names of files, taken apart.
public enum ObjectName {
    /// A name in its stem and its extension; a leading dot begins no extension.
    public static func split(_ name: String) -> (stem: String, fileExtension: String) {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, "") }
        return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }
}
