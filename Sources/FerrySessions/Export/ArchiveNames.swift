import FerryCore

/// The names of media in an archive: each once, and such as every tar reads.
struct ArchiveNames {
    private var taken: Set<String> = []

    /// A name of at most 100 bytes of ASCII for what a job carries.
    mutating func name(for job: JobRecord) -> String {
        let wanted = job.objectName?.split(separator: "/").last.map(String.init) ?? job.source.name
        var name = Self.plain(wanted)
        if taken.contains(name) { name = "\(Self.plain(job.id.rawValue).prefix(12))-\(name)" }
        var again = name
        var count = 1
        while !taken.insert(again).inserted {
            count += 1
            again = "\(count)-\(name)"
        }
        return "media/\(again)"
    }

    /// The end of a name, which says its type, without what some tar might take for something else.
    private static func plain(_ name: String) -> String {
        let bytes = name.utf8.suffix(70).map {
            (33..<127).contains($0) && $0 != UInt8(ascii: "/") ? $0 : UInt8(ascii: "_")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.allSatisfy { $0 == "." } ? "_" : text
    }
}
