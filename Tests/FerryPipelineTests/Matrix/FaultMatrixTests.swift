import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline

/// Every dialect meets every fault, cold and resumed: one bit-exact object or one clear error naming the cause.
///
/// The long form, with every kind of request, is for `MEDIAFERRY_TEST_FAULTS=all`; `Scripts/test-faults` makes a table
/// of the lines it prints.
@Suite(.serialized, .timeLimit(.minutes(15))) struct FaultMatrixTests {
    private static let isLongForm = ProcessInfo.processInfo.environment["MEDIAFERRY_TEST_FAULTS"] == "all"
    /// How many cells run at once; most of them wait.
    private static let width = 6

    @Test("every fault ends in one bit-exact object or one clear error", arguments: MatrixDialect.all)
    func matrix(_ dialect: MatrixDialect) async throws {
        let only = ProcessInfo.processInfo.environment["MEDIAFERRY_TEST_CELL"]
        var cells = MatrixCell.row(dialect, isLongForm: Self.isLongForm)
        if let only { cells.removeAll { !$0.description.contains(only) } }
        var table = MatrixTable(
            dialect.name, faults: MatrixFault.all.map(\.name), inapplicable: dialect.inapplicable)
        try await withThrowingTaskGroup(of: (MatrixCell, MatrixMark).self) { group in
            var waiting = cells[...]
            for cell in waiting.prefix(Self.width) { group.addTask { (cell, try await cell.run()) } }
            waiting = waiting.dropFirst(Self.width)
            while let (cell, mark) = try await group.next() {
                table.add(mark, of: cell.fault.name)
                if case .wrong(let faults) = mark { Issue.record("\(cell): \(faults.joined(separator: "; "))") }
                if let next = waiting.popFirst() { group.addTask { (next, try await next.run()) } }
            }
        }
        print(table.lines.joined(separator: "\n"))
    }
}
