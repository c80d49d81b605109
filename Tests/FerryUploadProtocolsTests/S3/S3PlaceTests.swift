import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

@Suite struct S3PlaceTests {
    struct Row: Sendable {
        var bucket = "bucket"
        var region = "eu-central-1"
        var endpoint: String?
        var addressing = S3Place.Addressing.automatic
        var url: String
        var isAmazon = false
    }

    static let table: [Row] = [
        Row(url: "https://bucket.s3.eu-central-1.amazonaws.com/in/k", isAmazon: true),
        Row(bucket: "my.bucket", url: "https://s3.eu-central-1.amazonaws.com/my.bucket/in/k", isAmazon: true),
        Row(addressing: .path, url: "https://s3.eu-central-1.amazonaws.com/bucket/in/k", isAmazon: true),
        Row(region: "cn-north-1", url: "https://bucket.s3.cn-north-1.amazonaws.com.cn/in/k", isAmazon: true),
        Row(endpoint: "http://127.0.0.1:9000", url: "http://127.0.0.1:9000/bucket/in/k"),
        Row(endpoint: "http://127.0.0.1:9000/", url: "http://127.0.0.1:9000/bucket/in/k"),
        Row(endpoint: "https://h/s3/", url: "https://h/s3/bucket/in/k"),
        Row(endpoint: "https://h:1", addressing: .virtual, url: "https://bucket.h:1/in/k"),
        Row(
            endpoint: "https://s3.us-west-2.amazonaws.com", url: "https://bucket.s3.us-west-2.amazonaws.com/in/k",
            isAmazon: true),
        Row(endpoint: "https://amazonaws.com.evil.org", url: "https://amazonaws.com.evil.org/bucket/in/k"),
        Row(bucket: "lab_x", endpoint: "http://h", url: "http://h/lab_x/in/k"),
    ]

    @Test("a bucket is named in the host or in the path", arguments: table)
    func addressing(row: Row) throws {
        let place = try S3Place(
            bucket: row.bucket, prefix: "/in/", region: row.region, endpoint: row.endpoint.flatMap { HTTPLocation($0) },
            addressing: row.addressing)
        let dialect = S3Dialect(place: place)
        let location = try #require(dialect.location(ofObject: "k"))
        #expect(location == "s3://\(row.bucket)/in/k")
        let request = try #require(try dialect.inspect(location))
        #expect("\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")" == row.url)
        #expect(dialect.isNameGuardTrusted == row.isAmazon)
        #expect(place.endpoint == row.url.dropLast(4))
    }

    @Test(
        "keys are encoded as the signature wants them",
        arguments: [
            ("a b+c=(d).webm", "a%20b%2Bc%3D%28d%29.webm"), ("é", "%C3%A9"), ("a/b//c", "a/b//c"), ("~-._", "~-._"),
            ("a?b#c%d&e", "a%3Fb%23c%25d%26e"), ("x:y@z!*'", "x%3Ay%40z%21%2A%27"), ("..a/.b", "..a/.b"),
        ])
    func keys(name: String, path: String) throws {
        let dialect = try S3Samples.dialect()
        let location = try #require(dialect.location(ofObject: name))
        let request = try #require(try dialect.inspect(location))
        #expect(request.path == "/bucket/in/\(path)")
    }

    @Test(
        "a location that is none of this bucket's objects is refused",
        arguments: [
            "s3://other/in/k", "s3://bucket/", "s3://bucket", "http://h/bucket/k", "", "s3://bucket/in/../k",
            "s3://bucket/./k", "s3://bucket/" + String(repeating: "k", count: 1025),
        ])
    func strangers(location: String) throws {
        let dialect = try S3Samples.dialect()
        #expect(throws: UploadFailure.self) { try dialect.inspect(location) }
        #expect(throws: UploadFailure.self) { try dialect.abort(S3Samples.upload, at: location) }
    }

    @Test(
        "what is no bucket, region or prefix is refused",
        arguments: [
            ("", "", "us-east-1"), ("a/b", "", "us-east-1"), ("a b", "", "us-east-1"), (".a", "", "us-east-1"),
            ("b", "x/../y", "us-east-1"), ("b", ".", "us-east-1"), ("b", "", "evil.org/"), ("b", "", ""),
            ("bücket", "", "us-east-1"),
        ])
    func refused(bucket: String, prefix: String, region: String) {
        #expect(throws: FerryError.self) { try S3Place(bucket: bucket, prefix: prefix, region: region) }
    }

    @Test("names fit into keys of 1,024 bytes behind any prefix", arguments: [0, 1, 300, 958, 959])
    func names(prefixBytes: Int) throws {
        let prefix = String(repeating: "p", count: prefixBytes)
        let dialect = S3Dialect(place: try S3Place(bucket: "b", prefix: prefix, region: "us-east-1"))
        let folders = Array(repeating: String(repeating: "ö", count: 120), count: 12)
        let facts = ObjectNameFacts(
            sourceName: "a.webm", fileExtension: "webm", sourceSHA256: String(repeating: "0", count: 64),
            acceptedAt: Timestamp(microseconds: 0), job: JobID(rawValue: "j"), preset: .none,
            metadata: ["path": folders.joined(separator: "x")])
        let template = try ObjectNameTemplate(
            (1...6).map { _ in "{metadata.path}" }.joined(separator: "/") + "/{stem}.{ext}")
        let name = template.name(facts, rules: dialect.nameRules)
        let location = try #require(dialect.location(ofObject: name))
        #expect(location.utf8.count - "s3://b/".utf8.count <= 1024, "\(name.utf8.count)")
        #expect(try dialect.inspect(location) != nil)
    }

    @Test("a prefix that leaves no room for names is refused, with its length")
    func longPrefix() throws {
        let error = #expect(throws: FerryError.self) {
            try S3Place(bucket: "b", prefix: String(repeating: "ö", count: 480) + "/", region: "us-east-1")
        }
        #expect(error?.message.contains("960 bytes") == true && error?.next.contains("959") == true, "\(error as Any)")
    }

    @Test(
        "a prefix ends with one slash or is empty", arguments: [("", ""), ("/", ""), ("a", "a/"), ("//a/b/", "a/b/")])
    func prefixes(given: String, prefix: String) throws {
        #expect(try S3Place(bucket: "b", prefix: given, region: "us-east-1").prefix == prefix)
    }
}
