import FerryCore
import HTTPTypes
import Testing

@testable import FerryTesting

@Suite struct RufhStoreTests {
    private static func head(_ method: String, _ path: String, _ fields: HTTPFields, _ version: Int = 8) -> RequestHead
    {
        var fields = fields
        fields[.uploadDraftInteropVersion] = "\(version)"
        return RequestHead(method: method, path: path, fields: fields)
    }

    private static func send(
        _ store: inout RufhStore, _ method: String, _ path: String, _ fields: HTTPFields = [:], body: String = "",
        version: Int = 8
    ) -> ServerReply {
        var fields = fields
        fields[.contentLength] = "\(body.utf8.count)"
        if method == "PATCH" { fields[.contentType] = "application/partial-upload" }
        return store.send(head(method, path, fields, version), Array(body.utf8))
    }

    @Test("an upload is created empty, appended to, and complete only when the client says so")
    func road() {
        var store = RufhStore()
        let created = Self.send(&store, "POST", "/rufh/", [.uploadComplete: "?0", .uploadLength: "4"])
        #expect(created.status == 201 && created.fields[.location] == "/rufh/u1")
        let first = Self.send(&store, "PATCH", "/rufh/u1", [.uploadOffset: "0", .uploadComplete: "?0"], body: "abcd")
        #expect(first.status == 204 && first.fields[.uploadComplete] == "?0")
        #expect(store.objects.isEmpty)
        let last = Self.send(&store, "PATCH", "/rufh/u1", [.uploadOffset: "4", .uploadComplete: "?1"])
        #expect(last.status == 200 && last.fields[.uploadComplete] == "?1")
        #expect(store.objects.map(\.bytes) == [Array("abcd".utf8)])
        let located = Self.send(&store, "HEAD", "/rufh/u1")
        #expect(located.status == 204 && located.fields[.uploadComplete] == "?1")
        #expect(store.send(RequestHead(method: "GET", path: "/rufh/u1")).body == Array("abcd".utf8))
    }

    @Test("a creation with bytes is told its place at once and its offset while it goes on")
    func interim() {
        var features = RufhFeatures()
        features.interimEvery = 2
        features.limits = ["max-age": 60, "max-append-size": 10]
        var store = RufhStore(features: features)
        let head = Self.head("POST", "/rufh/", [.uploadComplete: "?1", .contentLength: "4"])
        let now = Timestamp(secondsSinceEpoch: 0)
        guard case .take(let interim) = store.open(head, request: 1, now: now) else {
            Issue.record("the body is not wanted")
            return
        }
        #expect(interim.map(\.status) == [104])
        #expect(interim[0].fields[.location] == "/rufh/u1" && interim[0].fields[.uploadOffset] == nil)
        #expect(interim[0].fields[.uploadLimit] == "max-age=60, max-append-size=10")
        let told = [UInt8]("abc".utf8).withUnsafeBytes { store.take($0, request: 1) }
        #expect(told?.status == 104 && told?.fields[.uploadOffset] == "3")
        _ = store.close(request: 1, isWhole: false, now: now)
        #expect(Self.send(&store, "HEAD", "/rufh/u1").fields[.uploadOffset] == "3")
    }

    @Test(
        "what the drafts forbid is refused",
        arguments: [
            ("PATCH", ["Upload-Offset": "1", "Upload-Complete": "?0"], 8, 409),
            ("PATCH", ["Upload-Offset": "0"], 8, 400),
            ("PATCH", ["Upload-Offset": "0", "Upload-Complete": "?1", "Upload-Length": "9"], 8, 400),
            ("POST", [:], 8, 400), ("POST", ["Upload-Complete": "?1"], 7, 400), ("PUT", [:], 8, 405),
        ])
    func refusals(method: String, fields: [String: String], version: Int, status: Int) {
        var store = RufhStore()
        _ = Self.send(&store, "POST", "/rufh/", [.uploadComplete: "?0", .uploadLength: "5"])
        var sent = HTTPFields()
        for (name, value) in fields { sent[HTTPField.Name.name(name)] = value }
        let path = method == "POST" ? "/rufh/" : "/rufh/u1"
        #expect(Self.send(&store, method, path, sent, body: "ab", version: version).status == status)
    }

    @Test("a wrong Content-Digest keeps nothing, a wrong Repr-Digest ends the upload")
    func digests() {
        var store = RufhStore(features: .version6)
        _ = Self.send(&store, "POST", "/rufh/", [.uploadComplete: "?0", .reprDigest: "sha-256=:AAAA:"], version: 6)
        let bad: HTTPFields = [.uploadOffset: "0", .uploadComplete: "?0", .contentDigest: "sha-256=:AAAA:"]
        #expect(Self.send(&store, "PATCH", "/rufh/u1", bad, body: "ab", version: 6).fields[.uploadOffset] == "0")
        let all: HTTPFields = [.uploadOffset: "0", .uploadComplete: "?1"]
        let refused = Self.send(&store, "PATCH", "/rufh/u1", all, body: "ab", version: 6)
        #expect(refused.status == 400 && refused.fields[.uploadComplete] == "?1")
        #expect(store.objects.isEmpty && store.unfinishedUploads == 0)
    }
}
