/// What a project of Supabase Storage allows and refuses.
public struct SupabaseFeatures: Sendable, Hashable {
    /// The bearer tokens that may write and read; `nil` takes every request.
    public var tokens: Set<String>?
    /// The token of a signed upload URL, for the signed endpoint.
    public var signature = "SECRET-signature"
    /// The largest object in bytes; more is 413 when its bytes come.
    public var maxBytes = 1 << 40
    /// Bytes that every chunk but the last must have.
    public var chunkBytes: Int64 = 6 << 20
    /// What policies refuse: statuses and messages for names that begin so.
    public var refusals: [String: Refusal] = [:]
    /// What happens when all bytes of an object are there instead of its being made.
    public var lastRefusal: Refusal?
    /// Seconds that an upload's URL lives.
    public var lifeSeconds = 86_400.0

    /// An answer to what is not allowed.
    public struct Refusal: Sendable, Hashable {
        /// The status.
        public var status: Int
        /// The message.
        public var message: String

        /// Creates an answer.
        public init(_ status: Int, _ message: String) {
            self.status = status
            self.message = message
        }

        /// What row level security says.
        public static let policy = Refusal(403, "new row violates row-level security policy")
        /// What it has looked like behind some routers.
        public static let parent = Refusal(404, "parent resource not found")
    }

    /// A project that everybody may use.
    public init() {}
}
