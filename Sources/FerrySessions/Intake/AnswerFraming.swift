public import FerryCore

/// How the body of a request holds an answer.
public enum AnswerFraming: Sendable, Equatable {
    /// A JSON object.
    case json
    /// A form.
    case multipart(boundary: MultipartBoundary)
    /// The bytes of one recording alone; the question stands in the route.
    case raw(questionId: String, MediaKind, mediaType: String?)

    /// The framing that a `Content-Type` states: `application/json` (also `…+json`) or `multipart/form-data`.
    ///
    /// - Throws: `request.unsupportedType` for every other one, `request.malformed` for a form without a boundary.
    public static func body(contentType: String?) throws(FerryError) -> AnswerFraming {
        guard let contentType, let header = HeaderValue(Array(contentType.utf8)) else { throw unsupported(contentType) }
        switch header.value {
        case "application/json": return .json
        case "multipart/form-data":
            guard let boundary = header.parameters["boundary"].flatMap({ MultipartBoundary($0) }) else {
                throw FerryError(.requestMalformed, "the Content-Type of the form has no boundary that can be one")
            }
            return .multipart(boundary: boundary)
        case let type where type.hasPrefix("application/") && type.hasSuffix("+json"): return .json
        default: throw unsupported(contentType)
        }
    }

    /// The framing of a route that takes the bytes of one recording.
    ///
    /// - Parameter contentType: What is stated of them; parameters are left off.
    public static func raw(questionId: String, _ kind: MediaKind, contentType: String?) -> AnswerFraming {
        let type = contentType.flatMap { HeaderValue(Array($0.utf8))?.value }
        return .raw(questionId: questionId, kind, mediaType: type)
    }

    private static func unsupported(_ type: String?) -> FerryError {
        FerryError(
            .requestUnsupportedType,
            type == nil ? "the request has no Content-Type" : "the Content-Type is none that an answer comes in",
            next: "send application/json or multipart/form-data")
    }
}
