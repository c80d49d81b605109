/// Finds the comma that ends the head of a data URI.
///
/// By the standard (WHATWG Fetch) the first comma ends the head. Browsers' recorders break that: they write
/// `data:video/webm;codecs=vp8,opus;base64,…` and `data:video/webm; codecs="vp8, opus";base64,…`. So for `audio/*` and
/// `video/*` a comma inside a parameter's value is kept open until `;base64,` follows a well-formed head. Where the head
/// turns out not to be well-formed, is too long, or the text ends, the first comma counts after all.
struct DataURIHeadScanner: Sendable {
    /// What is known after a byte, or at the end of the text.
    enum Outcome: Equatable, Sendable {
        /// More bytes are needed.
        case more
        /// The head is `bytes[..<end]`; what follows the comma at `end` is the body's beginning.
        case ended(Int)
        /// No comma ends the head.
        case noComma
        /// The text ends inside a head that was well-formed so far.
        case truncated
    }

    /// White space and the marker's own bytes may reach this far over the limit.
    static let markerRoom = 64

    /// Everything since `data:`.
    private(set) var bytes: [UInt8] = []
    private let limit: Int
    private var grammar = DataURIHeadGrammar()
    private var firstComma: Int?

    /// Creates a scanner for heads of at most `limit` bytes before the base64 marker.
    init(limit: Int) {
        self.limit = max(limit, 0)
        bytes.reserveCapacity(self.limit + Self.markerRoom + 1)
    }

    /// Takes the next byte of the text.
    mutating func take(_ byte: UInt8) -> Outcome {
        bytes.append(byte)
        if byte == ASCII.comma, let end = comma() { return .ended(end) }
        if byte == ASCII.numberSign { return firstComma.map { .ended($0) } ?? .noComma }
        if byte != ASCII.comma { grammar.take(byte) }
        if let firstComma, grammar.isBroken || isTooLong { return .ended(firstComma) }
        return firstComma == nil && isTooLong ? .noComma : .more
    }

    /// The text ended.
    func finish() -> Outcome {
        guard let firstComma else { return grammar.isBroken ? .noComma : .truncated }
        let listed = bytes[(firstComma + 1)...]
        return grammar.isCutOff(after: listed) ? .truncated : .ended(firstComma)
    }

    /// Where the head ends if this comma, the last of `bytes`, ends it.
    private mutating func comma() -> Int? {
        let here = bytes.count - 1
        if grammar.isMarker { return here }
        guard grammar.mayHoldComma else { return firstComma ?? here }
        firstComma = firstComma ?? here
        grammar.take(ASCII.comma)
        return nil
    }

    private var isTooLong: Bool {
        bytes.count > limit && (!grammar.isMarkerBegun || bytes.count > limit + Self.markerRoom)
    }
}
