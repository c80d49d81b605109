public import FerryCore
import FerryPipeline

/// The name of a webhook, the same at each attempt: letters and digits only, unique for ever.
public struct WebhookID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The name as text.
    public let rawValue: String
    /// Wraps a name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Reads a plain JSON string.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }
    /// Writes a plain JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
    /// The name as text.
    public var description: String { rawValue }
    /// A name that never came before.
    package static func make() -> WebhookID { WebhookID(rawValue: UniqueName.make()) }
}

/// A webhook as it is kept, with what became of each attempt.
public struct OutgoingWebhook: Sendable, Equatable, Codable {
    /// Its name.
    public var id: WebhookID
    /// What it tells.
    public var draft: WebhookDraft
    /// Where it stands.
    public var state: State
    /// Attempts that were begun.
    public var attempts: Int
    /// When the next attempt is due, while it waits.
    public var nextAttemptAt: Timestamp?
    /// When it was delivered or given up.
    public var endedAt: Timestamp?
    /// The latest attempts that came to something, oldest first, at most ``maxLog``.
    public var log: [Entry]

    /// Attempts that are remembered.
    public static let maxLog = 20

    /// Where a webhook stands.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// It waits for its next attempt.
        case pending
        /// The receiver took it.
        case delivered
        /// It was given up.
        case failed
    }

    /// What came of one attempt.
    public struct Entry: Sendable, Hashable, Codable {
        /// When that was known.
        public var time: Timestamp
        /// The receiver's status, where it answered.
        public var status: Int?
        /// Why it is not delivered; `nil` when it is.
        public var reason: String?

        /// Creates an entry.
        public init(time: Timestamp, status: Int?, reason: String?) {
            self.time = time
            self.status = status
            self.reason = reason
        }
    }

    /// A webhook that is due at once.
    package init(id: WebhookID, _ draft: WebhookDraft, now: Timestamp) {
        self.id = id
        self.draft = draft
        state = .pending
        attempts = 0
        nextAttemptAt = now
        log = []
    }

    /// An attempt begins; unless something comes of it, the next is due after so many seconds.
    package mutating func begin(at now: Timestamp, forSeconds seconds: Double) {
        attempts += 1
        nextAttemptAt = now.advanced(bySeconds: seconds)
    }

    /// Something came of an attempt.
    package mutating func take(_ outcome: WebhookOutcome, at now: Timestamp) {
        switch outcome {
        case .delivered(let status):
            note(Entry(time: now, status: status, reason: nil))
            (state, nextAttemptAt, endedAt) = (.delivered, nil, now)
        case .retry(let time, let status, let reason):
            note(Entry(time: now, status: status, reason: reason))
            nextAttemptAt = time
        case .failed(let status, let reason):
            note(Entry(time: now, status: status, reason: reason))
            (state, nextAttemptAt, endedAt) = (.failed, nil, now)
        }
    }

    private mutating func note(_ entry: Entry) {
        log.append(entry)
        log.removeFirst(max(0, log.count - Self.maxLog))
    }
}
