public import FerryCore

/// What can be learned from many sessions.
public struct AnalyticsReport: Sendable, Equatable, Codable {
    /// Completed sessions in share of all, 0…1; `null` where there are none.
    @Nullable public var completionRate: Double?
    /// How long completed sessions took, for each kind.
    public var durationByKind: [KindDuration]
    /// How long answers took, as their callers said.
    public var responseSeconds: Spread

    /// How long the completed sessions of one kind took.
    public struct KindDuration: Sendable, Equatable, Codable {
        /// The kind.
        public var kind: String
        /// The average in seconds.
        public var averageSeconds: Double
        /// How many sessions.
        public var count: Int
        /// Creates an account.
        public init(kind: String, averageSeconds: Double, count: Int) {
            self.kind = kind
            self.averageSeconds = averageSeconds
            self.count = count
        }
    }

    /// A spread of seconds; all values are `null` while nothing was counted.
    public struct Spread: Sendable, Equatable, Codable {
        /// The average.
        @Nullable public var average: Double?
        /// The shortest.
        @Nullable public var min: Double?
        /// The longest.
        @Nullable public var max: Double?
        /// Creates a spread.
        public init(average: Double?, min: Double?, max: Double?) {
            _average = Nullable(wrappedValue: average)
            _min = Nullable(wrappedValue: min)
            _max = Nullable(wrappedValue: max)
        }
    }

    /// Creates a report.
    public init(completionRate: Double?, durationByKind: [KindDuration], responseSeconds: Spread) {
        self.durationByKind = durationByKind
        self.responseSeconds = responseSeconds
        _completionRate = Nullable(wrappedValue: completionRate)
    }
}
