/// Names of objects, made from names of sources: the stem of the source and the extension of what goes out.
public enum ObjectName {
    /// Bytes of a name at most.
    public static let maxBytes = 200

    /// The name `{stem}.{ext}`, without directories, control characters or anything that a store may take for a path.
    ///
    /// - Parameters:
    ///   - sourceName: The source's name; a last extension is cut off.
    ///   - fileExtension: Without a dot; empty for none.
    public static func make(sourceName: String, fileExtension: String) -> String {
        let stem = clean(split(sourceName).stem)
        let suffix = fileExtension.isEmpty ? "" : "." + clean(fileExtension)
        let room = maxBytes - suffix.utf8.count
        var short = stem.isEmpty || stem.allSatisfy({ $0 == "." }) ? "recording" : stem
        while short.utf8.count > room { short.removeLast() }
        return short + suffix
    }

    /// A name in its stem and its extension; a leading dot begins no extension.
    public static func split(_ name: String) -> (stem: String, fileExtension: String) {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, "") }
        return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }

    private static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.value < 0x20 || scalar.value == 0x7F || scalar == "/" || scalar == "\\" ? "_" : scalar
                }))
    }
}
