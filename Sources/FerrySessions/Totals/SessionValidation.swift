/// Whether what a session says of itself is what its answers say: recomputed from scratch, compared field by field.
public struct SessionValidation: Sendable, Equatable, Codable {
    /// One difference.
    public struct Difference: Sendable, Hashable, Codable {
        /// The field, such as `totals.bytesIn`.
        public var field: String
        /// What is stored.
        public var stored: String
        /// What the answers come to.
        public var recomputed: String

        /// Creates a difference.
        public init(field: String, stored: String, recomputed: String) {
            self.field = field
            self.stored = stored
            self.recomputed = recomputed
        }
    }

    /// What is not as it should be; empty for a sound session.
    public var differences: [Difference] = []

    /// Whether nothing differs.
    public var isSound: Bool { differences.isEmpty }

    /// Seconds may differ by so much: sums of them are kept by adding and taking away.
    public static let toleranceSeconds = 1e-6

    /// Compares a session with its answers.
    ///
    /// - Parameter answers: All its current answers; those whose place was taken may be among them and do not count.
    public init(of session: InterviewSession, answers: [Answer]) {
        let current = answers.filter { $0.supersededBy == nil }
        compare(session.totals, with: SessionTotals(of: current))
        compare("answers of one question", 0, current.count - Set(current.map(\.questionId)).count)
        compare("answers of other sessions", 0, answers.count { $0.sessionID != session.id })
        if let manifest = session.manifest { compare(manifest, with: current) }
    }

    private mutating func compare(_ stored: SessionTotals, with recomputed: SessionTotals) {
        compare("totals.answered", stored.answered, recomputed.answered)
        compare("totals.seconds", seconds: stored.seconds, recomputed.seconds)
        compare("totals.bytesIn", stored.bytesIn, recomputed.bytesIn)
        compare("totals.bytesOut", stored.bytesOut, recomputed.bytesOut)
        compare("totals.bytesSent", stored.bytesSent, recomputed.bytesSent)
        compare("totals.pending", stored.pending, recomputed.pending)
        compare("totals.delivered", stored.delivered, recomputed.delivered)
        compare("totals.failed", stored.failed, recomputed.failed)
        compare("totals.secondsLost", seconds: stored.secondsLost, recomputed.secondsLost)
        for verdict in Set(stored.verdicts.keys).union(recomputed.verdicts.keys).sorted() {
            compare("totals.verdicts.\(verdict)", stored.verdicts[verdict] ?? 0, recomputed.verdicts[verdict] ?? 0)
        }
    }

    /// A manifest names the answers of its time; media that was delivered since may be missing from it, and an address
    /// may have been written, but never another one.
    private mutating func compare(_ manifest: SessionManifest, with answers: [Answer]) {
        let found = Dictionary(answers.map { ($0.id, $0) }) { first, _ in first }
        for entry in manifest.answers {
            guard let answer = found[entry.answerId] else {
                note("manifest.answers", entry.answerId.rawValue, "not current")
                continue
            }
            compare("manifest.videoUrl of \(answer.id)", url: entry.videoUrl, answer.video?.location)
            compare("manifest.audioUrl of \(answer.id)", url: entry.audioUrl, answer.audio?.location)
        }
        compare("manifest.answers", manifest.answers.count, answers.count)
    }

    private mutating func compare(_ field: String, url stored: String?, _ recomputed: String?) {
        if let stored, stored != recomputed { note(field, stored, recomputed ?? "none") }
    }

    private mutating func compare<Value: Equatable>(_ field: String, _ stored: Value, _ recomputed: Value) {
        if stored != recomputed { note(field, "\(stored)", "\(recomputed)") }
    }

    private mutating func compare(_ field: String, seconds stored: Double, _ recomputed: Double) {
        if !(abs(stored - recomputed) <= Self.toleranceSeconds * max(1, abs(recomputed))) {
            note(field, "\(stored)", "\(recomputed)")
        }
    }

    private mutating func note(_ field: String, _ stored: String, _ recomputed: String) {
        differences.append(Difference(field: field, stored: stored, recomputed: recomputed))
    }
}
