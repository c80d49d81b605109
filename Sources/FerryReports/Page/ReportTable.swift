/// Rows of text under heads.
public struct ReportTable: Sendable, Equatable {
    /// One column.
    public struct Column: Sendable, Equatable {
        /// What stands in it.
        public var head: String
        /// Numbers stand at the right.
        public var isNumber: Bool

        /// Describes a column.
        public init(_ head: String, isNumber: Bool = false) {
            self.head = head
            self.isNumber = isNumber
        }
    }

    /// Rows that stand on a page at most; how many are left out is said.
    public static let maxRows = 1000

    /// What stands in each row, in order.
    public var columns: [Column]
    /// A text for each column.
    public var rows: [[String]]

    /// Describes a table.
    public init(_ columns: [Column], rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }
}
