import Foundation

/// The counts of one row of the matrix, by fault.
struct MatrixTable {
    /// What came of the cells of one fault.
    struct Counts {
        var delivered = 0
        var errors: [String: Int] = [:]
        var notMet = 0
        var wrong = 0
    }

    var dialect: String
    /// The names of all its faults, in order.
    var faults: [String]
    /// Faults that mean nothing to the dialect, with the reason.
    var inapplicable: [String: String]
    private var counts: [String: Counts] = [:]

    init(_ dialect: String, faults: [String], inapplicable: [String: String]) {
        self.dialect = dialect
        self.faults = faults
        self.inapplicable = inapplicable
    }

    /// Adds a cell of a fault.
    mutating func add(_ mark: MatrixMark, of fault: String) {
        switch mark {
        case .delivered: counts[fault, default: Counts()].delivered += 1
        case .clearError(let code): counts[fault, default: Counts()].errors[code, default: 0] += 1
        case .notMet: counts[fault, default: Counts()].notMet += 1
        case .wrong: counts[fault, default: Counts()].wrong += 1
        }
    }

    /// One line for each fault, tab-separated: the word `matrix`, dialect, fault, delivered, clear errors, not met,
    /// wrong, and the codes or the reason why there is nothing.
    var lines: [String] {
        faults.map { fault in
            let count = counts[fault] ?? Counts()
            let codes = count.errors.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            let isEmpty = counts[fault] == nil
            let reason = inapplicable[fault] ?? (isEmpty ? "no such request in this form" : "")
            let columns = [
                "matrix", dialect, fault, "\(count.delivered)", "\(count.errors.values.reduce(0, +))",
                "\(count.notMet)", "\(count.wrong)", reason.isEmpty ? codes.joined(separator: ", ") : reason,
            ]
            return columns.joined(separator: "\t")
        }
    }
}
