/// How objects are named: text with fields in braces, such as `{date:YYYY/MM}/{stem}-{sha256:12}.{ext}`.
///
/// | field | stands for |
/// |---|---|
/// | `{stem}` | the source's name without its last extension |
/// | `{ext}` | the extension of what goes out; with nothing to say it takes the dot before it away |
/// | `{name}` | `{stem}.{ext}` |
/// | `{sha256}`, `{sha256:12}` | the source's SHA-256, or so many of its digits |
/// | `{date}`, `{date:YYYY/MM/DD}` | when the source was accepted, UTC; letters `YYYY`, `MM`, `DD`, `HH`, `mm`, `ss` |
/// | `{jobId}` | the job |
/// | `{preset}` | the preset |
/// | `{metadata.KEY}` | the user's own metadata |
///
/// A slash of the template makes a folder; one that comes out of a field does not. Doubled braces stand for themselves.
/// Whatever the fields hold, the name is safe: see ``name(_:rules:)``.
public struct ObjectNameTemplate: Sendable, Hashable {
    /// The template as it was written.
    public let text: String
    let segments: [[Part]]

    /// A piece of a name.
    enum Part: Sendable, Hashable {
        case literal(String)
        case stem
        case fileExtension
        case sha256(digits: Int)
        case date(DatePart)
        case job
        case preset
        case metadata(String)
    }

    /// A number of a date, by the letters that stand for it.
    enum DatePart: String, Sendable, Hashable, CaseIterable {
        case year = "YYYY"
        case month = "MM"
        case day = "DD"
        case hour = "HH"
        case minute = "mm"
        case second = "ss"
    }

    /// What is wrong with a template, and where.
    public struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
        /// One clause in plain words.
        public var reason: String
        /// The character at which it is, from 1.
        public var position: Int

        /// `at character 7: there is no field {foo}`.
        public var description: String { "at character \(position): \(reason)" }
    }

    /// `{stem}.{ext}`.
    public static let standard = ObjectNameTemplate(
        text: "{stem}.{ext}", segments: [[.stem, .literal("."), .fileExtension]])

    private init(text: String, segments: [[Part]]) {
        self.text = text
        self.segments = segments
    }

    /// Reads a template.
    ///
    /// - Throws: ``Fault`` for a field that does not exist, braces that do not match, and names that no store takes.
    public init(_ text: String) throws(Fault) {
        var reader = NameTemplateReader(text)
        self.init(text: text, segments: try reader.segments())
    }

    /// The keys of metadata that the template wants, ordered.
    public var metadataKeys: [String] {
        Set(
            segments.joined().compactMap { part in
                guard case .metadata(let key) = part else { return nil }
                return key
            }
        ).sorted()
    }
}
