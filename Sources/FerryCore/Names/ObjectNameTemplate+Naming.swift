extension ObjectNameTemplate {
    /// The name that the template gives an object.
    ///
    /// Whatever the source is called: no part between slashes is empty, `.` or `..`, no slash stands at either end, no
    /// control character and no `\` is in it, and it is no longer than the rules allow. What is too long is shortened
    /// where fields are long, so that the extension stays.
    public func name(_ facts: ObjectNameFacts, rules: ObjectNameRules = ObjectNameRules()) -> String {
        if let fixed = rules.fixedName { return fixed }
        let segments = Self.literals(facts.folder) + (facts.wanted.map(Self.literals) ?? segments)
        var texts = segments.enumerated().map { place, parts in
            Self.segment(
                pieces(parts, facts, rules), maxBytes: min(rules.maxSegmentBytes, rules.maxBytes),
                fallback: place == segments.count - 1 ? Self.namelessObject : Self.namelessFolder)
        }
        Self.shorten(&texts, to: rules.maxBytes)
        return texts.joined(separator: "/")
    }

    /// The parts of a path that stands as it is; empty ones are left out.
    private static func literals(_ path: String) -> [[Part]] {
        path.split(separator: "/").map { [.literal(String($0))] }
    }

    /// What an object is called whose source has no name.
    private static let namelessObject = "recording"
    private static let namelessFolder = "_"

    /// A text on its way into a name, and how much it matters.
    private struct Piece {
        var text: String
        var isShortenable = false
    }

    private func pieces(_ parts: [Part], _ facts: ObjectNameFacts, _ rules: ObjectNameRules) -> [Piece] {
        var pieces: [Piece] = []
        for part in parts {
            var text = SafeNameText.cleaned(Self.text(part, facts), rules: rules)
            if part == .stem, SafeNameText.isNoName(text) { text = Self.namelessObject }
            if part == .fileExtension, text.isEmpty, let before = pieces.last?.text, before.hasSuffix(".") {
                pieces[pieces.count - 1].text.removeLast()
            }
            pieces.append(Piece(text: text, isShortenable: Self.isShortenable(part)))
        }
        return pieces
    }

    private static func text(_ part: Part, _ facts: ObjectNameFacts) -> String {
        switch part {
        case .literal(let text): text
        case .stem: ObjectName.split(facts.sourceName).stem
        case .fileExtension: SafeNameText.fitted(facts.fileExtension, bytes: maxExtensionBytes)
        case .sha256(let digits): String(facts.sourceSHA256.prefix(digits))
        case .date(let part): part.text(of: facts.acceptedAt)
        case .job: facts.job.rawValue
        case .preset: facts.preset.rawValue
        case .metadata(let key): facts.metadata[key] ?? ""
        }
    }

    /// An extension longer than this is none.
    private static let maxExtensionBytes = 32

    private static func isShortenable(_ part: Part) -> Bool {
        switch part {
        case .stem, .metadata: true
        default: false
        }
    }

    /// Puts the pieces between two slashes together, the longest fields shortened first.
    private static func segment(_ pieces: [Piece], maxBytes: Int, fallback: String) -> String {
        var pieces = pieces
        for _ in pieces {
            let over = pieces.reduce(-maxBytes) { $0 + $1.text.utf8.count }
            let longest = pieces.indices.filter { pieces[$0].isShortenable }
                .max { pieces[$0].text.utf8.count < pieces[$1].text.utf8.count }
            guard over > 0, let longest else { break }
            let count = pieces[longest].text.utf8.count
            pieces[longest].text = SafeNameText.fitted(pieces[longest].text, bytes: max(1, count - over))
        }
        let text = SafeNameText.apart(SafeNameText.fitted(pieces.map(\.text).joined(), bytes: maxBytes))
        return SafeNameText.isNoName(text) ? fallback : text
    }

    /// Shortens the longest parts between slashes until the whole fits, and drops the first folders when that is not
    /// enough.
    private static func shorten(_ texts: inout [String], to maxBytes: Int) {
        func over() -> Int { texts.reduce(texts.count - 1 - maxBytes) { $0 + $1.utf8.count } }
        while texts.count > 1, texts.count * 2 > maxBytes { texts.removeFirst() }
        while case let excess = over(), excess > 0 {
            guard let longest = texts.indices.max(by: { texts[$0].utf8.count < texts[$1].utf8.count }) else { return }
            let count = texts[longest].utf8.count
            let short = SafeNameText.apart(SafeNameText.fitted(texts[longest], bytes: max(1, count - excess)))
            guard short.utf8.count < count else { return }
            texts[longest] = SafeNameText.isNoName(short) ? namelessFolder : short
        }
    }
}

extension ObjectNameTemplate.DatePart {
    /// The number, with its zeros.
    fileprivate func text(of time: Timestamp) -> String {
        let text = Array(time.description)
        let range =
            switch self {
            case .year: 0..<4
            case .month: 5..<7
            case .day: 8..<10
            case .hour: 11..<13
            case .minute: 14..<16
            case .second: 17..<19
            }
        return String(text[range])
    }
}
