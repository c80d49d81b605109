import FerryCore
import HTTPTypes
import Testing

@Suite struct HTTPLocationTests {
    static let readable: [(text: String, whole: String)] = [
        ("http://h", "http://h/"), ("http://h/", "http://h/"),
        ("HTTPS://Host:8080/a/b?c=d", "https://Host:8080/a/b?c=d"),
        ("http://h?x", "http://h/?x"), ("http://h#f", "http://h/"), ("http://h/a#f?g", "http://h/a"),
        ("http://[::1]:8080/files/", "http://[::1]:8080/files/"), ("http://h/a%20b", "http://h/a%20b"),
        ("http://h/a?u=http://x@y/", "http://h/a?u=http://x@y/"),
    ]

    @Test("an absolute URL is read into its parts, without a fragment", arguments: readable)
    func reading(text: String, whole: String) {
        #expect(HTTPLocation(text)?.text == whole)
    }

    @Test(
        "what is no http URL, or could smuggle something, is not read",
        arguments: [
            "", "h", "/a", "//h/a", "http:", "http:/", "http://", "http:///a", "http://?a", "http://:80/", "://h/",
            "ftp://h/", "file:///etc/passwd", "javascript://h/", "tus+http://h/", "http:/x?u=http://y/",
            "http://user@h/", "http://user:secret@h/", "http://h\\@evil/", "http://h/a b", "http://h/\tb",
            "http://h/a\r\nX: y", "http://h/\u{0}", "http://h/\u{7F}", "http://h/\u{E4}", "http://h\u{301}/",
            " http://h/",
        ])
    func refusing(text: String) {
        #expect(HTTPLocation(text) == nil)
    }

    static let base = "http://h:80/files/new?token=1"
    static let references: [(reference: String, expected: String?)] = [
        ("abc", "http://h:80/files/abc"), ("/abc", "http://h:80/abc"), ("abc?d=/e", "http://h:80/files/abc?d=/e"),
        ("?d", "http://h:80/files/new?d"), ("#f", "http://h:80/files/new?token=1"), ("abc#f", "http://h:80/files/abc"),
        ("//other/abc", "http://other/abc"), ("https://other/abc", "https://other/abc"),
        ("/abc?next=http://x/", "http://h:80/abc?next=http://x/"), ("abc?at=12:00", "http://h:80/files/abc?at=12:00"),
        ("../abc", "http://h:80/files/../abc"), ("./a:b", "http://h:80/files/./a:b"),
        ("", nil), ("ftp://other/abc", nil), ("urn:abc", nil), ("javascript:alert(1)", nil), ("http:abc", nil),
        ("//user@other/abc", nil), ("http://user@h/abc", nil), ("a b", nil), ("/a\r\nX: y", nil), ("/\u{E4}", nil),
        ("//", nil), ("\\\\other\\abc", nil),
    ]

    @Test("a reference is resolved against the URL, or refused", arguments: references)
    func resolving(reference: String, expected: String?) throws {
        #expect(try #require(HTTPLocation(Self.base)).resolving(reference)?.text == expected)
    }

    @Test("a reference without a directory to stand in begins at the root")
    func resolvingAtRoot() throws {
        #expect(try #require(HTTPLocation("http://h?x=/y/")).resolving("abc")?.text == "http://h/abc")
    }

    @Test(
        "a location for people hides the query",
        arguments: [
            ("http://h/a", "http://h/a"), ("http://h/a?token=secret", "http://h/a?***"),
            ("http://h?a?b", "http://h/?***"),
            ("http://h/?", "http://h/?***"),
        ])
    func redaction(text: String, expected: String) throws {
        #expect(try #require(HTTPLocation(text)).redacted == expected)
    }

    @Test(
        "the location of an upload shows where it is, and not what opens it",
        arguments: [
            ("http://h/files/0123456789abcdef", "http://h/files/0123***"),
            ("http://h/files/0123456789abcdef/", "http://h/files/0123***/"),
            ("http://h/files/abc", "http://h/files/a***"), ("http://h/", "http://h/"),
            (
                "https://storage.googleapis.com/upload/storage/v1/b/k/o?uploadType=resumable&upload_id=s3cret",
                "https://storage.googleapis.com/upload/storage/v1/b/k/***?***"
            ),
            (
                "https://p.supabase.co/storage/v1/upload/resumable/YnVja2V0L2EvczNjcmV0",
                "https://p.supabase.co/storage/v1/upload/resumable/YnVj***"
            ),
            ("http://h/" + String(repeating: "s", count: 64) + "/x/part", "http://h/ssss***/x/p***"),
        ])
    func shortening(text: String, expected: String) throws {
        #expect(try #require(HTTPLocation(text)).shortened == expected)
    }

    @Test(
        "a query that proves itself is known by its names",
        arguments: [
            ("X-Amz-Signature=s", true), ("a=1&X-Goog-Signature=s", true), ("Expires=1&Signature=s", true),
            ("sv=1&sig=s", true), ("token=s", true), ("x-amz-signature=s", true), ("folder=x", false),
            ("design=s", false), ("X-Amz-Acl=private", false), ("", false),
        ])
    func presigned(query: String, expected: Bool) throws {
        #expect(try #require(HTTPLocation("https://h/token=/sig=?\(query)")).isPresigned == expected)
        #expect(try #require(HTTPLocation("https://h/token=/sig=")).isPresigned == false)
    }

    @Test("a request carries the parts of the URL")
    func request() throws {
        let request = try #require(HTTPLocation("https://h:1/a?b")).request(.head, [.accept: "x"])
        #expect(request.method == .head && request.scheme == "https" && request.authority == "h:1")
        #expect(request.path == "/a?b" && request.headerFields[.accept] == "x")
    }
}
