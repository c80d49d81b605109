import FerryCore
import FoundationEssentials
import HTTPTypes

/// Why a request was not served, for programs (RFC 9457).
struct Problem: Sendable, Equatable, Codable {
    static let mediaType = "application/problem+json"

    /// A URI that names the kind of problem; stable, and not meant to be fetched.
    var type: String
    /// The kind of problem in words: the status, as HTTP names it.
    var title: String
    /// The HTTP status.
    var status: Int
    /// What is wrong with this request.
    var detail: String
    /// The stable code of the error.
    var code: String
    /// What to do.
    var next: String

    /// What an error says.
    init(_ error: FerryError, status: HTTPResponse.Status) {
        type = "urn:mediaferry:error:\(error.code)"
        title = status.reasonPhrase
        self.status = status.code
        detail = error.input.map { "\($0): \(error.message)" } ?? error.message
        code = error.code.rawValue
        next = error.next
    }
}

extension FerryError {
    /// The status that stands for the error where the service could not serve a request.
    var httpStatus: HTTPResponse.Status {
        switch code {
        case .requestMalformed: .badRequest
        case .requestUnauthorized: .unauthorized
        case .requestForbidden: .forbidden
        case .sessionNotFound, .sourceNotFound: .notFound
        case .requestMethod: .methodNotAllowed
        case .requestTimeout: .requestTimeout
        case .sessionConflict, .destinationConflict, .cancelled: .conflict
        case .serviceExpired: .gone
        case .requestTooLarge, .sourceTooLarge: .contentTooLarge
        case .requestUnsupportedType: .unsupportedMediaType
        case .requestUnprocessable, .sourceEmpty: .unprocessableContent
        case .serviceBusy: .tooManyRequests
        case .spoolFull: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        case .storeUnavailable: .serviceUnavailable
        case let code where code.rawValue.hasPrefix("dataURI."): .unprocessableContent
        case let code where code.rawValue.hasPrefix("media."): .unprocessableContent
        case let code where code.rawValue.hasPrefix("destination."): .badGateway
        default: .internalServerError
        }
    }
}

extension FerryError.Code {
    /// The address is served, and not by this method.
    static let requestMethod = FerryError.Code(rawValue: "request.method")
    /// The request came too slowly.
    static let requestTimeout = FerryError.Code(rawValue: "request.timeout")
    /// The service failed by itself.
    static let serviceFailed = FerryError.Code(rawValue: "service.failed")
}
