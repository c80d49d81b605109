/// A path with places for names, such as `/v1/sessions/{id}`.
struct PathTemplate: Sendable, Hashable {
    private enum Segment: Sendable, Hashable {
        case literal(String)
        case name(String)
    }

    /// The template as the OpenAPI document writes it.
    let text: String
    private let segments: [Segment]

    init(_ text: String) {
        self.text = text
        segments = text.split(separator: "/").map { part in
            part.hasPrefix("{") ? .name(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    /// How many of its segments are written out; of two that fit a path the one with more is meant.
    var literals: Int { segments.count { if case .literal = $0 { true } else { false } } }

    /// The names in it, in their order.
    var names: [String] { segments.compactMap { if case .name(let name) = $0 { name } else { nil } } }

    /// What stands in the places of a path that fits; `nil` when it does not.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var values: [String: String] = [:]
        for (segment, part) in zip(segments, path) {
            switch segment {
            case .literal(let text): guard text == part else { return nil }
            case .name(let name):
                guard !part.isEmpty else { return nil }
                values[name] = part
            }
        }
        return values
    }
}
