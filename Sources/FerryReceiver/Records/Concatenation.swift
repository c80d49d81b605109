/// The part that an upload plays in a concatenation (tus 1.0, extension "Concatenation").
struct Concatenation: Codable, Equatable, Sendable {
    enum Role: String, Codable, Sendable {
        /// Bytes that a final upload will be made of; never an object.
        case partial
        /// An object joined from partial uploads.
        case final
    }

    var role: Role
    /// The partial uploads of a final one, in order.
    var parts: [UploadID]

    static let partial = Concatenation(role: .partial, parts: [])
    static func final(_ parts: [UploadID]) -> Concatenation { Concatenation(role: .final, parts: parts) }
}
