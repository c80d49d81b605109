/// The file name in `Content-Disposition` (RFC 6266): `filename*` in UTF-8 before `filename`.
enum ContentDisposition {
    /// Reads the name; `nil` when there is none that can be read.
    static func filename(_ field: String?) -> String? {
        guard let field else { return nil }
        var plain: String?
        for (name, value) in parameters(field) {
            switch name {
            case "filename*":
                guard value.prefix(5).lowercased() == "utf-8", let mark = value.lastIndex(of: "'") else { continue }
                if let decoded = PercentEncoding.decoded(value[value.index(after: mark)...]) { return decoded }
            case "filename": plain = plain ?? value
            default: continue
            }
        }
        return plain
    }

    /// Name and value of each parameter behind the disposition type, values without their quotes.
    private static func parameters(_ field: String) -> [(name: String, value: String)] {
        var parts: [String] = [""]
        var isQuoted = false
        var isEscaped = false
        for character in field {
            if isEscaped {
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
                continue
            } else if character == "\"" {
                isQuoted.toggle()
                continue
            } else if character == ";", !isQuoted {
                parts.append("")
                continue
            }
            parts[parts.count - 1].append(character)
        }
        return parts.dropFirst().compactMap { part in
            guard let mark = part.firstIndex(of: "=") else { return nil }
            let name = part[..<mark].filter { $0 != " " && $0 != "\t" }.lowercased()
            return (name, String(part[part.index(after: mark)...].drop { $0 == " " }))
        }
    }
}
