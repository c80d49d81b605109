/// A pattern for paths as shells and `.gitignore` write it.
///
/// `*` stands for any characters but `/`, `**` between slashes for any folders, `?` for one character but `/`, and
/// `[a-z]`, `[!a-z]` for one of a set. A pattern without a slash is compared with the last part of a path. Its own
/// matcher because `fnmatch(3)` knows no `**` and reads bytes by the process's locale.
public struct GlobPattern: Sendable, Equatable {
    /// The pattern as it was written.
    public let text: String
    private let parts: [[Token]]
    private let isOfName: Bool

    fileprivate enum Token: Equatable {
        case one(Unicode.Scalar)
        case any
        case anyRun
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    /// Bytes of a pattern at most.
    public static let maxBytes = 4096

    /// Reads a pattern; `nil` for an empty one, one that is too long, and for brackets that do not match.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= Self.maxBytes else { return nil }
        self.text = text
        isOfName = !text.contains("/")
        var parts: [[Token]] = []
        for part in text.split(separator: "/") {
            guard let tokens = Self.tokens(part) else { return nil }
            parts.append(tokens)
        }
        guard !parts.isEmpty else { return nil }
        self.parts = parts
    }

    /// Whether a path, its parts separated by slashes, is meant.
    public func matches(_ path: String) -> Bool {
        let names = path.split(separator: "/").map { Array($0.unicodeScalars) }
        if isOfName { return names.last.map { Self.matches(parts[0][...], $0[...]) } ?? false }
        // One row of the usual table: whether the pattern so far covers the first n names.
        var row = [true] + [Bool](repeating: false, count: names.count)
        for part in parts {
            var next = [Bool](repeating: false, count: row.count)
            for count in 0..<row.count {
                if part == Self.anyFolders {
                    next[count] = row[count] || (count > 0 && next[count - 1])
                } else if count > 0, row[count - 1] {
                    next[count] = Self.matches(part[...], names[count - 1][...])
                }
            }
            row = next
        }
        return row[names.count]
    }

    private static let anyFolders: [Token] = [.anyRun, .anyRun]

    /// One part against one name, going back to the last `*` only: no pattern takes more than product of the lengths.
    private static func matches(_ pattern: ArraySlice<Token>, _ name: ArraySlice<Unicode.Scalar>) -> Bool {
        var (place, index) = (pattern.startIndex, name.startIndex)
        var star: (place: Int, index: Int)?
        while index < name.endIndex {
            if place < pattern.endIndex, pattern[place] == .anyRun {
                star = (place, index)
                place += 1
            } else if place < pattern.endIndex, pattern[place].takes(name[index]) {
                place += 1
                index += 1
            } else if let last = star {
                star = (last.place, last.index + 1)
                (place, index) = (last.place + 1, last.index + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == .anyRun }
    }

    private static func tokens(_ part: Substring) -> [Token]? {
        var tokens: [Token] = []
        var rest = part.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": tokens.append(.anyRun)
            case "?": tokens.append(.any)
            case "[":
                guard let set = set(&rest) else { return nil }
                tokens.append(set)
            case "\\": tokens.append(.one(rest.popFirst() ?? scalar))
            default: tokens.append(.one(scalar))
            }
        }
        return tokens
    }

    private static func set(_ rest: inout Substring.UnicodeScalarView) -> Token? {
        let isNegated = rest.first == "!" || rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let low = rest.popFirst() {
            if low == "]", !ranges.isEmpty { return .set(ranges, isNegated: isNegated) }
            var high = low
            if rest.first == "-", let last = rest.dropFirst().first, last != "]" {
                rest.removeFirst(2)
                high = last
            }
            guard low <= high else { return nil }
            ranges.append(low...high)
        }
        return nil
    }
}

extension GlobPattern.Token {
    fileprivate func takes(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .one(let own): own == scalar
        case .any: true
        case .anyRun: false
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}
