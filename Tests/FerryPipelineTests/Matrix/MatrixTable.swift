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

    var dialect: MatrixDialect
    private var counts: [String: Counts] = [:]

    init(_ dialect: MatrixDialect) { self.dialect = dialect }

    /// Adds a cell.
    mutating func add(_ mark: MatrixMark, of fault: MatrixFault) {
        switch mark {
        case .delivered: counts[fault.name, default: Counts()].delivered += 1
        case .clearError(let code): counts[fault.name, default: Counts()].errors[code, default: 0] += 1
        case .notMet: counts[fault.name, default: Counts()].notMet += 1
        case .wrong: counts[fault.name, default: Counts()].wrong += 1
        }
    }

    /// One line for each fault, tab-separated: the word `matrix`, dialect, fault, delivered, clear errors, not met,
    /// wrong, and the codes or the reason why there is nothing.
    var lines: [String] {
        MatrixFault.all.map { fault in
            let count = counts[fault.name] ?? Counts()
            let codes = count.errors.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            let isEmpty = counts[fault.name] == nil
            let reason = dialect.inapplicable[fault.name] ?? (isEmpty ? "no such request in this form" : "")
            let columns = [
                "matrix", dialect.name, fault.name, "\(count.delivered)", "\(count.errors.values.reduce(0, +))",
                "\(count.notMet)", "\(count.wrong)", reason.isEmpty ? codes.joined(separator: ", ") : reason,
            ]
            return columns.joined(separator: "\t")
        }
    }
}
