import FerryCore
import HTTPTypes

extension HTTPTransferResponse {
    /// A reply of that status with these header fields, given as `Name: value`.
    static func reply(_ status: Int, _ fields: String...) -> HTTPTransferResponse { reply(status, fields: fields) }

    static func reply(_ status: Int, fields: [String]) -> HTTPTransferResponse {
        var head = HTTPResponse(status: .init(code: status))
        for field in fields {
            let parts = field.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else { continue }
            head.headerFields.append(HTTPField(name: name, value: String(parts[1].drop { $0 == " " })))
        }
        return HTTPTransferResponse(head: head)
    }
}

extension HTTPRequest {
    /// All header fields as `name: value`, sorted.
    var fieldLines: [String] { headerFields.map { "\($0.name.canonicalName): \($0.value)" }.sorted() }
}

extension Result {
    /// The value, or `nil`.
    var value: Success? {
        if case .success(let value) = self { value } else { nil }
    }

    /// The failure, or `nil`.
    var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
