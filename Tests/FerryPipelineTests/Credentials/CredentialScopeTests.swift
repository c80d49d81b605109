import FerryCore
import HTTPTypes
import Testing

@Suite struct CredentialScopeTests {
    @Test(
        "credentials go to their own scheme, host and port",
        arguments: [
            ("https://s3.example/", "https://s3.example/x", true),
            ("https://s3.example/", "https://S3.Example:443/", true),
            ("https://s3.example:443/", "https://s3.example/", true),
            ("http://s3.example/", "http://s3.example:80/", true),
            ("https://s3.example/", "http://s3.example/", false),
            ("https://s3.example/", "https://s3.example:8443/", false),
            ("https://s3.example/", "https://s3.example.evil/", false),
            ("https://s3.example/", "https://evils3.example/", false),
            ("https://s3.example/", "https://media.s3.example/", false), ("http://h:8000/", "http://h:80/", false),
        ])
    func origin(_ own: String, _ other: String, _ isCovered: Bool) throws {
        let scope = CredentialScope(origin: try #require(HTTPLocation(own)))
        #expect(scope.covers(try #require(HTTPLocation(other)).request(.put)) == isCovered)
    }

    @Test(
        "hosts of buckets are covered where they are meant",
        arguments: [
            ("https://media.s3.example/k", true), ("https://a.b.s3.example/", true), ("https://s3.example/", true),
            ("https://evils3.example/", false), ("https://s3.example.evil/", false),
            ("http://media.s3.example/", false),
        ])
    func buckets(_ url: String, _ isCovered: Bool) throws {
        let scope = CredentialScope(origin: try #require(HTTPLocation("https://s3.example/")), withBuckets: true)
        #expect(scope.covers(try #require(HTTPLocation(url)).request(.put)) == isCovered)
    }
}
