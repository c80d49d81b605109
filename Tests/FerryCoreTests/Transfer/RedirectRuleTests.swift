import FerryCore
import HTTPTypes
import Testing

@Suite struct RedirectRuleTests {
    private func head(_ method: HTTPRequest.Method, _ url: String, _ fields: HTTPFields = [:]) throws
        -> HTTPRequest
    {
        try #require(HTTPLocation(url)).request(method, fields)
    }

    private func redirect(_ status: Int, _ location: String?) -> HTTPResponse {
        var response = HTTPResponse(status: .init(code: status))
        response.headerFields[.location] = location
        return response
    }

    private func target(_ verdict: RedirectRule.Verdict) -> String? {
        guard case .follow(let head) = verdict else { return nil }
        return HTTPLocation(head)?.text
    }

    static let statusCases: [(Int, HTTPRequest.Method, Bool)] = [
        (307, .put, true), (308, .put, true), (307, .patch, true), (308, .post, true), (308, .delete, true),
        (301, .put, false), (302, .patch, false), (303, .post, false), (301, .delete, false), (302, .options, false),
        (301, .get, true), (302, .head, true), (303, .get, true), (307, .get, true), (308, .head, true),
        (300, .get, false), (304, .get, false), (305, .get, false), (306, .get, false), (201, .post, false),
        (200, .get, false), (404, .get, false), (503, .put, false),
    ]

    @Test("what changes something is sent on after 307 and 308 only", arguments: statusCases)
    func statuses(status: Int, method: HTTPRequest.Method, isFollowed: Bool) throws {
        var rule = RedirectRule()
        let verdict = rule.judge(try head(method, "https://a.example/x"), redirect(status, "/y"))
        #expect(target(verdict) == (isFollowed ? "https://a.example/y" : nil))
        if !isFollowed { #expect(verdict == .reply) }
    }

    @Test("a 308 without Location is the reply of a resumable upload")
    func noLocation() throws {
        var rule = RedirectRule()
        #expect(rule.judge(try head(.put, "https://a.example/x"), redirect(308, nil)) == .reply)
    }

    static let schemeCases: [(from: String, to: String, text: String?)] = [
        ("https://a.example/x", "https://b.example/y", "https://b.example/y"),
        ("http://a.example/x", "https://a.example/y", "https://a.example/y"),
        ("http://a.example/x", "http://b.example/y", "http://b.example/y"),
        ("http://a.example/x", "//b.example/y", "http://b.example/y"),
        ("https://a.example/x/y?q", "z", "https://a.example/x/z"),
        ("https://a.example/x", "http://a.example/y", nil),
        ("https://a.example/x", "ftp://a.example/y", nil),
        ("https://a.example/x", "file:///etc/passwd", nil),
        ("https://a.example/x", "https://user:word@a.example/y", nil),
        ("https://a.example/x", "javascript:alert(1)", nil),
        ("https://a.example/x", "", nil),
        ("https://a.example/x", "https://a.example/y z", nil),
    ]

    @Test("only http and https, and never from https to http", arguments: schemeCases)
    func schemes(from: String, to: String, text: String?) throws {
        var rule = RedirectRule()
        let verdict = rule.judge(try head(.put, from), redirect(307, to))
        #expect(target(verdict) == text)
        if text == nil, case .refuse(let reason) = verdict {
            #expect(!reason.isEmpty && !reason.contains("word"))
        } else {
            #expect(text != nil, "\(to) was not refused")
        }
    }

    @Test("at most five in a row")
    func many() throws {
        var rule = RedirectRule()
        var request = try head(.put, "https://a.example/0")
        for place in 1...5 {
            guard case .follow(let next) = rule.judge(request, redirect(308, "/\(place)")) else {
                Issue.record("redirect \(place) was not followed")
                return
            }
            request = next
        }
        #expect(rule.judge(request, redirect(308, "/6")) == .refuse("the server redirects more than 5 times in a row"))
    }

    @Test("a loop is named, without the URL's query", arguments: [1, 2, 3])
    func loop(length: Int) throws {
        var rule = RedirectRule()
        var request = try head(.put, "https://a.example/0?token=secret")
        for place in 1..<length {
            guard case .follow(let next) = rule.judge(request, redirect(307, "/\(place)")) else { return }
            request = next
        }
        let verdict = rule.judge(request, redirect(307, "/0?token=secret"))
        #expect(verdict == .refuse("the server redirects in a loop: https://a.example/0?*** was asked before"))
    }

    static let originCases: [(to: String, isSame: Bool)] = [
        ("/y", true), ("https://a.example/y", true), ("https://A.example:443/y", true),
        ("https://a.example:8443/y", false),
        ("https://b.example/y", false), ("https://a.example.evil/y", false), ("//b.example/y", false),
    ]

    @Test("fields that prove who sends stay behind when the origin changes", arguments: originCases)
    func credentials(to: String, isSame: Bool) throws {
        var fields: HTTPFields = [.authorization: "Bearer secret", .cookie: "a=b", .contentType: "video/webm"]
        for name in ["x-amz-security-token", "X-Amz-Date", "x-goog-api-key", "apikey", "X-Signature"] {
            fields[try #require(HTTPField.Name(name))] = "secret"
        }
        var rule = RedirectRule()
        let verdict = rule.judge(try head(.put, "https://a.example/x", fields), redirect(307, to))
        guard case .follow(let next) = verdict else {
            Issue.record("not followed")
            return
        }
        #expect(next.headerFields.count == (isSame ? fields.count : 1))
        #expect(next.headerFields[.contentType] == "video/webm")
    }
}
