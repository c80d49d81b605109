/// The parts of one upload and what became of each.
struct PartsTable: Sendable {
    private enum Part {
        case pending
        case underWay
        case doubtful
        case asked
        case kept(PartReference)
    }

    private var parts: [Part] = []
    /// No part before this one is pending.
    private var cursor = 0
    /// Parts that may have arrived, in the order of their failures.
    private var doubtful: [Int] = []
    /// How many are kept.
    private(set) var kept = 0
    /// How many are under way.
    private(set) var underWay = 0
    /// The one that is being asked about.
    private(set) var asked: Int?

    /// How many there are.
    var count: Int { parts.count }
    /// Whether nothing is under way.
    var isQuiet: Bool { underWay == 0 && asked == nil }

    /// Makes the table longer; it never gets shorter.
    mutating func grow(to count: Int) {
        if count > parts.count { parts.append(contentsOf: repeatElement(.pending, count: count - parts.count)) }
    }

    /// Takes the lowest part that is to be sent.
    mutating func takePending() -> Int? {
        while cursor < parts.count {
            if case .pending = parts[cursor] {
                parts[cursor] = .underWay
                underWay += 1
                return cursor
            }
            cursor += 1
        }
        return nil
    }

    /// Takes the next part that is to be asked about; one at a time.
    mutating func takeDoubtful() -> Int? {
        guard asked == nil, !doubtful.isEmpty else { return nil }
        let index = doubtful.removeFirst()
        parts[index] = .asked
        asked = index
        return index
    }

    /// Whether a part is under way.
    func isUnderWay(_ index: Int) -> Bool {
        guard parts.indices.contains(index), case .underWay = parts[index] else { return false }
        return true
    }

    /// A part that was under way, or asked about, is there.
    ///
    /// - Returns: `false` when it was neither.
    mutating func keep(_ index: Int, _ reference: PartReference) -> Bool {
        guard settle(index) else { return false }
        parts[index] = .kept(reference)
        kept += 1
        return true
    }

    /// A part that was under way, or asked about, is to be sent again, or asked about first.
    ///
    /// - Returns: `false` when it was neither.
    mutating func giveBack(_ index: Int, isDoubtful: Bool) -> Bool {
        guard settle(index) else { return false }
        if isDoubtful {
            parts[index] = .doubtful
            doubtful.append(index)
        } else {
            parts[index] = .pending
            cursor = min(cursor, index)
        }
        return true
    }

    private mutating func settle(_ index: Int) -> Bool {
        guard parts.indices.contains(index) else { return false }
        switch parts[index] {
        case .underWay: underWay -= 1
        case .asked: asked = nil
        case .pending, .doubtful, .kept: return false
        }
        return true
    }

    /// Begins anew with what is known to be there.
    ///
    /// - Precondition: Nothing is under way.
    mutating func reset(count: Int, kept references: [Int: PartReference] = [:]) {
        precondition(isQuiet, "parts under way have run out")
        parts = Array(repeating: .pending, count: count)
        cursor = 0
        doubtful = []
        kept = 0
        for (index, reference) in references where parts.indices.contains(index) {
            parts[index] = .kept(reference)
            kept += 1
        }
    }

    /// The indexes of all parts that are kept.
    var keptIndexes: [Int] {
        parts.indices.filter { index in
            if case .kept = parts[index] { true } else { false }
        }
    }

    /// All references in order; `nil` while one is missing.
    var references: [PartReference]? {
        guard kept == parts.count else { return nil }
        return parts.compactMap { part in
            if case .kept(let reference) = part { reference } else { nil }
        }
    }
}
