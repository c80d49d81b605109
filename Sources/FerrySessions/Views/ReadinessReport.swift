/// Whether the service can take hand-offs now.
public struct ReadinessReport: Sendable, Equatable, Codable {
    /// Whether all checks held.
    public var ready: Bool
    /// What was looked at.
    public var checks: [Check]

    /// One thing that was looked at.
    public struct Check: Sendable, Equatable, Codable {
        /// `store`, `spool` or `destination`.
        public var name: String
        /// Whether it can be used.
        public var ok: Bool
        /// What was found, with sizes; no paths and no credentials.
        public var detail: String
        /// Creates a check.
        public init(name: String, ok: Bool, detail: String) {
            self.name = name
            self.ok = ok
            self.detail = detail
        }
    }

    /// Puts checks together.
    public init(checks: [Check]) {
        self.checks = checks
        ready = checks.allSatisfy(\.ok)
    }
}
