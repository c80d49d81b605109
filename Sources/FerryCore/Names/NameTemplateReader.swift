/// Reads the text of an ``ObjectNameTemplate``, character by character.
struct NameTemplateReader {
    typealias Part = ObjectNameTemplate.Part
    typealias Fault = ObjectNameTemplate.Fault

    private let characters: [Character]
    private var index = 0
    private var done: [[Part]] = []
    private var segment: [Part] = []
    private var segmentStart = 0

    /// Characters of a template at most.
    static let maxCharacters = 1024

    private static let fields =
        "{stem}, {ext}, {name}, {sha256}, {sha256:12}, {date}, {date:YYYY-MM-DD}, {jobId}, {preset}, {metadata.KEY}"

    init(_ text: String) { characters = Array(text) }

    /// The pieces between slashes.
    mutating func segments() throws(Fault) -> [[Part]] {
        guard characters.count <= Self.maxCharacters else {
            throw Fault(reason: "it has more than \(Self.maxCharacters) characters", position: Self.maxCharacters + 1)
        }
        while index < characters.count { try step() }
        try endSegment()
        return done
    }

    private mutating func step() throws(Fault) {
        let character = characters[index]
        switch character {
        case "/":
            try endSegment()
            index += 1
            segmentStart = index
        case "{", "}":
            guard !(index + 1 < characters.count && characters[index + 1] == character) else {
                add(character)
                index += 2
                return
            }
            guard character == "{" else { throw fault("this } closes nothing; write }} for the character") }
            try field()
        default:
            guard character.unicodeScalars.allSatisfy(SafeNameText.isSafe) else {
                throw fault("a control character or \\ cannot stand in a name")
            }
            add(character)
            index += 1
        }
    }

    private mutating func add(_ character: Character) {
        if case .literal(let text)? = segment.last {
            segment.removeLast()
            segment.append(.literal(text + String(character)))
        } else {
            segment.append(.literal(String(character)))
        }
    }

    private mutating func endSegment() throws(Fault) {
        let start = Fault(reason: "", position: segmentStart + 1)
        guard !segment.isEmpty else {
            let reason = characters.isEmpty ? "it is empty" : "a name between slashes is empty"
            throw Fault(reason: reason, position: start.position)
        }
        if case .literal(let text) = segment[0], segment.count == 1, text.allSatisfy({ $0 == "." }) {
            throw Fault(reason: "\(text) is no name", position: start.position)
        }
        done.append(segment)
        segment = []
    }

    private mutating func field() throws(Fault) {
        guard let end = characters[index...].firstIndex(of: "}") else {
            throw fault("this { is not closed; write {{ for the character")
        }
        let whole = String(characters[index + 1..<end])
        let colon = whole.firstIndex(of: ":")
        let name = whole[..<(colon ?? whole.endIndex)]
        let argument = colon.map { String(whole[whole.index(after: $0)...]) }
        switch (name, argument) {
        case ("stem", nil): segment.append(.stem)
        case ("ext", nil): segment.append(.fileExtension)
        case ("name", nil): segment += [.stem, .literal("."), .fileExtension]
        case ("jobId", nil): segment.append(.job)
        case ("preset", nil): segment.append(.preset)
        case ("sha256", let digits): segment.append(.sha256(digits: try count(digits)))
        case ("date", let pattern): try date(pattern ?? "YYYY-MM-DD")
        case (_, nil) where name.hasPrefix("metadata.") && name.count > "metadata.".count:
            segment.append(.metadata(String(name.dropFirst("metadata.".count))))
        default: throw fault("there is no field {\(whole)}; there are \(Self.fields)")
        }
        index = end + 1
    }

    private func count(_ digits: String?) throws(Fault) -> Int {
        guard let digits else { return 64 }
        guard let count = Int(digits), (1...64).contains(count), !digits.hasPrefix("+") else {
            throw fault("{sha256:N} takes 1 to 64 digits, not \(digits)")
        }
        return count
    }

    /// A pattern of numbers and what stands between them; slashes make folders here too.
    private mutating func date(_ pattern: String) throws(Fault) {
        var rest = pattern[...]
        guard !rest.isEmpty else { throw fault("{date:} says no form; such as {date:YYYY-MM-DD}") }
        while let first = rest.first {
            if let part = ObjectNameTemplate.DatePart.allCases.first(where: { rest.hasPrefix($0.rawValue) }) {
                segment.append(.date(part))
                rest = rest.dropFirst(part.rawValue.count)
            } else if let part = Self.lowerCaseParts.first(where: { rest.hasPrefix($0.letters) }) {
                segment.append(.date(part.part))
                rest = rest.dropFirst(part.letters.count)
            } else if first == "/" {
                try endSegment()
                segmentStart = index
                rest = rest.dropFirst()
            } else {
                guard "-_.T ".contains(first) else {
                    throw fault("{date:\(pattern)} holds \(first); it takes YYYY, MM, DD, HH, mm, ss, -, _, ., / and T")
                }
                add(first)
                rest = rest.dropFirst()
            }
        }
    }

    private static let lowerCaseParts: [(letters: String, part: ObjectNameTemplate.DatePart)] = [
        ("yyyy", .year), ("dd", .day),
    ]

    private func fault(_ reason: String) -> Fault { Fault(reason: reason, position: index + 1) }
}
