import HTTPTypes

extension HTTPField.Name {
    static let requestID = constant("X-Request-Id")
    static let contentTypeOptions = constant("X-Content-Type-Options")
    /// draft-ietf-httpapi-idempotency-key-header.
    static let idempotencyKey = constant("Idempotency-Key")
    /// HTML, server-sent events.
    static let lastEventID = constant("Last-Event-ID")
    /// Tells a proxy in front to pass bytes on as they come.
    static let accelBuffering = constant("X-Accel-Buffering")

    /// A name known to be a token, so that the parse cannot fail.
    private static func constant(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is not a field name") }
        return name
    }
}
