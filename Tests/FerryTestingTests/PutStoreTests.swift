import FerryCore
import HTTPTypes
import Testing

@testable import FerryTesting

@Suite struct PutStoreTests {
    private static func put(_ store: inout PutStore, _ path: String, _ fields: HTTPFields = [:]) -> Int {
        var fields = fields
        fields[.contentLength] = "3"
        return store.send(RequestHead(method: "PUT", path: path, fields: fields), Array("abc".utf8)).status
    }

    @Test("an object is put, read, refused a second time where that is asked, and removed")
    func road() {
        var store = PutStore()
        #expect(Self.put(&store, "/store/a?sig=x") == 201)
        #expect(Self.put(&store, "/store/a") == 204)
        #expect(Self.put(&store, "/store/a", [.ifNoneMatch: "*"]) == 412)
        let read = store.send(RequestHead(method: "HEAD", path: "/store/a"))
        #expect(read.fields[.contentLength] == "3" && read.fields[.eTag] != nil)
        #expect(store.objects == [StoredObject(path: "/store/a", bytes: Array("abc".utf8))])
        #expect(store.send(RequestHead(method: "DELETE", path: "/store/a")).status == 204)
        #expect(store.send(RequestHead(method: "GET", path: "/store/a")).status == 404)
    }

    @Test("WebDAV wants the folder first, and moves")
    func folders() {
        var store = PutStore(features: .webDAV)
        #expect(Self.put(&store, "/store/x/y/a") == 409)
        #expect(store.send(RequestHead(method: "MKCOL", path: "/store/x/y/")).status == 409)
        for path in ["/store/x/", "/store/x/y"] {
            #expect(store.send(RequestHead(method: "MKCOL", path: path)).status == 201)
        }
        #expect(store.send(RequestHead(method: "MKCOL", path: "/store/x/")).status == 405)
        #expect(Self.put(&store, "/store/x/y/a") == 201)
        let move = RequestHead(
            method: "MOVE", path: "/store/x/y/a", fields: [.destination: "http://h/store/b", .overwrite: "F"])
        #expect(store.send(move).status == 201)
        #expect(store.objects.map(\.path) == ["/store/b"])
        #expect(store.collections == ["/", "/store/", "/store/x/", "/store/x/y/"])
    }

    @Test("who has no right is told how to get it")
    func rights() {
        var features = PutFeatures()
        features.authorization = "Basic dTpw"
        var store = PutStore(features: features)
        let refused = store.send(RequestHead(method: "GET", path: "/store/a"))
        #expect(refused.status == 401 && refused.fields[.wwwAuthenticate]?.hasPrefix("Basic ") == true)
        #expect(Self.put(&store, "/store/a", [.authorization: "Basic dTpw"]) == 201)
        var presigned = PutStore(features: .presigned)
        #expect(Self.put(&presigned, "/store/a") == 201)
        #expect(presigned.send(RequestHead(method: "HEAD", path: "/store/a")).status == 403)
    }

    @Test("a body that breaks off is kept only where the server writes in place", arguments: [false, true])
    func broken(keeps: Bool) {
        var features = PutFeatures()
        features.keepsPartial = keeps
        var store = PutStore(features: features)
        let head = RequestHead(method: "PUT", path: "/store/a", fields: [.contentLength: "9"])
        let now = Timestamp(secondsSinceEpoch: 0)
        #expect(store.open(head, request: 1, now: now) == .take())
        #expect(store.open(head, request: 2, now: now) == .reply(ServerReply(409)))
        #expect(store.violations == ["two writers at once for /store/a"])
        _ = [UInt8]("abc".utf8).withUnsafeBytes { store.take($0, request: 1) }
        _ = store.close(request: 1, isWhole: false, now: now)
        #expect(store.objects.isEmpty && store.unfinishedUploads == (keeps ? 1 : 0))
    }
}
