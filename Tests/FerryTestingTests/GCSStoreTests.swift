import FerryCore
import HTTPTypes
import Testing

@testable import FerryTesting

@Suite struct GCSStoreTests {
    private static let chunk = 256 << 10

    /// A session for `a.mp4`, as its path with query.
    private static func begin(
        _ store: inout GCSStore, query: String = "&ifGenerationMatch=0", fields: HTTPFields = [:]
    ) -> (status: Int, session: String) {
        var fields = fields
        fields[.contentType] = "application/json"
        fields[.host] = "h"
        let reply = store.send(
            RequestHead(
                method: "POST", path: "/upload/storage/v1/b/media/o?uploadType=resumable&name=a.mp4" + query,
                fields: fields), Array(#"{"contentType":"video/mp4","metadata":{"k":"v"}}"#.utf8))
        return (reply.status, String(reply.fields[.location]?.dropFirst("http://h".count) ?? ""))
    }

    private static func put(
        _ store: inout GCSStore, _ session: String, _ range: String, _ bytes: [UInt8] = [], cutAfter: Int? = nil
    ) -> ServerReply {
        let fields: HTTPFields = [.contentRange: "bytes \(range)", .contentLength: "\(bytes.count)"]
        let head = RequestHead(method: "PUT", path: session, fields: fields)
        guard let cutAfter else { return store.send(head, bytes) }
        guard case .take = store.open(head, request: 1, now: Timestamp(microseconds: 0)) else { return ServerReply(0) }
        _ = bytes.prefix(cutAfter).withUnsafeBytes { store.take($0, request: 1) }
        return store.close(request: 1, isWhole: false, now: Timestamp(microseconds: 0))
    }

    private static let bytes = (0..<(2 * chunk + 5)).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    @Test("a session says what it keeps, finishes once, and stands as an object")
    func road() {
        var store = GCSStore()
        let (status, session) = Self.begin(&store)
        #expect(status == 200 && store.unfinishedUploads == 1)
        #expect(Self.put(&store, session, "*/*").status == 308)
        #expect(Self.put(&store, session, "*/*").fields[.range] == nil)
        let (first, total) = (Self.bytes[..<Self.chunk], Self.bytes.count)
        let kept = Self.put(&store, session, "0-\(Self.chunk - 1)/\(total)", Array(first))
        #expect(kept.status == 308 && kept.fields[.range] == "bytes=0-\(Self.chunk - 1)")
        let done = Self.put(&store, session, "\(Self.chunk)-\(total - 1)/\(total)", Array(Self.bytes[Self.chunk...]))
        #expect(done.status == 200 && String(decoding: done.body, as: UTF8.self).contains("\"size\":\"\(total)\""))
        #expect(Self.put(&store, session, "*/*").body == done.body && store.unfinishedUploads == 0)
        #expect(store.objects.map(\.bytes) == [Self.bytes] && store.violations.isEmpty)
        #expect(store.objects.first?.path == "/storage/v1/b/media/o/a.mp4?alt=media")
        let read = store.send(RequestHead(method: "GET", path: "/storage/v1/b/media/o/a.mp4?alt=media"))
        #expect(read.body == Self.bytes)
        #expect(Self.begin(&store).status == 412, "generation 0 is none")
    }

    @Test("a broken body is kept in multiples of 256 KiB, by the emulator byte by byte")
    func cut() {
        var store = GCSStore()
        let total = Self.bytes.count
        var session = Self.begin(&store).session
        _ = Self.put(&store, session, "0-\(total - 1)/\(total)", Self.bytes, cutAfter: Self.chunk + 9)
        #expect(Self.put(&store, session, "*/*").fields[.range] == "bytes=0-\(Self.chunk - 1)")
        store = GCSStore(features: .emulator)
        session = Self.begin(&store).session
        #expect(Self.put(&store, session, "*/*").fields[.range] == "bytes=0-0")
        _ = Self.put(&store, session, "0-\(total - 1)/\(total)", Self.bytes, cutAfter: Self.chunk + 9)
        #expect(Self.put(&store, session, "*/*").fields[.range] == "bytes=0-\(Self.chunk + 8)")
    }

    @Test("an unknown total is closed by an empty PUT, and overlapping bytes are passed over")
    func growing() {
        var store = GCSStore()
        let session = Self.begin(&store).session
        let body = Array(Self.bytes[..<Self.chunk])
        for _ in 0..<2 { #expect(Self.put(&store, session, "0-\(Self.chunk - 1)/*", body).status == 308) }
        #expect(Self.put(&store, session, "*/\(Self.chunk)").status == 200)
        #expect(store.objects.map(\.bytes) == [body] && store.violations.isEmpty)
    }

    @Test("what the protocol forbids is refused and written down")
    func violations() {
        var store = GCSStore()
        let session = Self.begin(&store).session
        #expect(Self.put(&store, session, "5-9/20", [1, 2, 3, 4, 5]).status == 400)
        #expect(Self.put(&store, session, "0-4/20", [1, 2, 3, 4, 5]).status == 400)
        #expect(store.violations.count == 2)
        #expect(Self.put(&store, session, "0-4", [1, 2, 3, 4, 5]).status == 400)
    }

    @Test("a wrong CRC32C makes no object")
    func checksum() {
        var store = GCSStore()
        let session = Self.begin(&store).session
        let head = RequestHead(
            method: "PUT", path: session,
            fields: [.contentRange: "bytes 0-2/3", .contentLength: "3", .hash: "crc32c=AAAAAA=="])
        #expect(store.send(head, [1, 2, 3]).status == 400)
        #expect(store.objects.isEmpty && store.unfinishedUploads == 0)
    }

    @Test("a cancelled session is 499 and then unknown; an expired one is what the fault says")
    func ends() {
        var store = GCSStore()
        let session = Self.begin(&store).session
        let delete = RequestHead(method: "DELETE", path: session)
        #expect(store.send(delete).status == 499)
        #expect(store.send(delete).status == 404)
        let other = Self.begin(&store).session
        #expect(store.expire(RequestHead(method: "PUT", path: other), status: 410).status == 410)
        #expect(Self.put(&store, other, "*/*").status == 410)
    }

    @Test("the API wants a token, a session none")
    func tokens() {
        var features = GCSFeatures()
        features.tokens = ["good"]
        var store = GCSStore(features: features)
        #expect(Self.begin(&store).status == 401)
        #expect(Self.begin(&store, fields: [.authorization: "Bearer bad"]).status == 401)
        let (status, session) = Self.begin(&store, fields: [.authorization: "Bearer good"])
        #expect(status == 200 && Self.put(&store, session, "*/*").status == 308)
    }

    @Test("lies are told in Range and size")
    func lies() {
        let store = GCSStore()
        let head = RequestHead(method: "PUT", path: "/")
        let incomplete = ServerReply(308, [.range: "bytes=0-9"])
        #expect(store.lie(incomplete, to: head, .offset(by: 3))?.fields[.range] == "bytes=0-12")
        #expect(store.lie(incomplete, to: head, .offset(by: -10))?.fields[.range] == nil)
        #expect(store.lie(incomplete, to: head, .length(by: 1)) == nil)
        let object = ServerReply(200, [:], text: #"{"name":"a","size":"7"}"#)
        let lie = store.lie(object, to: head, .length(by: -2))?.body ?? []
        #expect(String(decoding: lie, as: UTF8.self).contains(#""size":"5""#))
    }
}
