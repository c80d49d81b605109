/// A form as browsers write it.
struct FormBody {
    var boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
    private(set) var bytes: [UInt8] = []

    /// Adds a field.
    mutating func add(_ name: String, _ text: String) {
        add(headers: "Content-Disposition: form-data; name=\"\(name)\"", Array(text.utf8))
    }

    /// Adds a file.
    mutating func add(file content: [UInt8], _ name: String, fileName: String, type: String) {
        add(
            headers:
                "Content-Disposition: form-data; name=\"\(name)\"; filename=\"\(fileName)\"\r\nContent-Type: \(type)",
            content)
    }

    mutating func add(headers: String, _ content: [UInt8]) {
        bytes += Array("--\(boundary)\r\n\(headers)\r\n\r\n".utf8) + content + Array("\r\n".utf8)
    }

    /// The whole form.
    var whole: [UInt8] { bytes + Array("--\(boundary)--\r\n".utf8) }
}
