import HTTPTypes

/// The little of XML that an S3 server writes and reads.
enum S3XML {
    /// An error as S3 words it.
    static func error(_ status: Int, _ code: String, _ message: String, more: String = "") -> ServerReply {
        let body = "<Error><Code>\(code)</Code><Message>\(message)</Message>\(more)<RequestId>4442</RequestId></Error>"
        return ServerReply(status, [.contentType: "application/xml"], text: prolog + body)
    }

    /// A result document.
    static func document(_ name: String, _ content: String) -> ServerReply {
        let body = "<\(name) xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(content)</\(name)>"
        return ServerReply(200, [.contentType: "application/xml"], text: prolog + body)
    }

    /// One element; left out without a value.
    static func element(_ name: String, _ value: String?) -> String {
        value.map { "<\(name)>\(escaped($0))</\(name)>" } ?? ""
    }

    /// The texts of all elements of a name, in order; nothing is known of nesting.
    static func values(_ name: String, in text: String) -> [String] {
        var values: [String] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "<\(name)>"),
            let end = rest[start.upperBound...].firstRange(of: "</\(name)>")
        {
            values.append(unescaped(rest[start.upperBound..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        return values
    }

    private static let prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n"

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private static func unescaped(_ text: some StringProtocol) -> String {
        String(text).replacing("&quot;", with: "\"").replacing("&#34;", with: "\"").replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
}
