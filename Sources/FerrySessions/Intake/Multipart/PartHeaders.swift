/// What the headers of a form's part say (RFC 7578, section 4).
struct PartHeaders: Sendable, Equatable {
    /// The field's name.
    var name: String
    /// The file's name; `nil` for a part that is no file.
    var fileName: String?
    /// The media type, `type/subtype` in lower case; `nil` where none is stated.
    var mediaType: String?

    /// Why a part's headers cannot be used.
    struct Fault: Error, Equatable {
        var reason: String
    }

    /// Reads the lines of the headers.
    init(_ lines: [[UInt8]]) throws(Fault) {
        var values: [String: [UInt8]] = [:]
        for line in lines {
            let name = line.prefix { $0 != UInt8(ascii: ":") }
            guard !name.isEmpty, name.count < line.count, name.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw Fault(reason: "a header of a part is none")
            }
            let key = String(decoding: name, as: UTF8.self).lowercased()
            guard values.updateValue(Array(line[(name.count + 1)...]), forKey: key) == nil else {
                throw Fault(reason: "a header of a part comes twice")
            }
        }
        guard let disposition = values["content-disposition"].flatMap({ HeaderValue($0) }),
            disposition.value == "form-data", let name = disposition.parameters["name"]
        else { throw Fault(reason: "a part has no Content-Disposition of form-data with a name") }
        self.name = name
        fileName = disposition.parameters["filename"] ?? disposition.parameters["filename*"]
        if let type = values["content-type"] {
            guard let type = HeaderValue(type) else { throw Fault(reason: "the Content-Type of a part is none") }
            mediaType = type.value
        }
        let encoding = values["content-transfer-encoding"].flatMap { HeaderValue($0)?.value } ?? "binary"
        guard ["binary", "8bit", "7bit"].contains(encoding) else {
            throw Fault(reason: "a part has a Content-Transfer-Encoding, which forms have not (RFC 7578, section 4.7)")
        }
    }
}
