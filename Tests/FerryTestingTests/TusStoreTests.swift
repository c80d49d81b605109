import FerryCore
import HTTPTypes
import Testing

@testable import FerryTesting

/// The extensions of the tus storage, driven as a value.
@Suite struct TusStoreTests {
    private static let now = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private static func send(
        _ store: inout TusStore, _ method: String, _ path: String, _ fields: HTTPFields = [:], body: String = "",
        at time: Timestamp = now
    ) -> ServerReply {
        var fields = fields
        fields[.tusResumable] = "1.0.0"
        if !body.isEmpty {
            fields[.contentLength] = "\(body.utf8.count)"
            fields[.contentType] = "application/offset+octet-stream"
        }
        return store.send(RequestHead(method: method, path: path, fields: fields), Array(body.utf8), now: time)
    }

    @Test("a chunk whose checksum does not fit is dropped, one whose checksum fits is kept")
    func checksum() {
        var store = TusStore(features: .all)
        _ = Self.send(&store, "POST", "/files/", [.uploadLength: "3"])
        let wrong: HTTPFields = [.uploadOffset: "0", .uploadChecksum: "sha1 AAAA"]
        #expect(Self.send(&store, "PATCH", "/files/u1", wrong, body: "abc").status == 460)
        let unknown: HTTPFields = [.uploadOffset: "0", .uploadChecksum: "crc32 AAAA"]
        #expect(Self.send(&store, "PATCH", "/files/u1", unknown, body: "abc").status == 400)
        #expect(Self.send(&store, "HEAD", "/files/u1").fields[.uploadOffset] == "0")
        // SHA-1 of "abc" (FIPS 180-4).
        let right: HTTPFields = [.uploadOffset: "0", .uploadChecksum: "sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0="]
        #expect(Self.send(&store, "PATCH", "/files/u1", right, body: "abc").status == 204)
        #expect(store.objects.map(\.bytes) == [Array("abc".utf8)])
    }

    @Test("an unfinished upload dies by itself, a finished one does not")
    func expiry() {
        var store = TusStore(features: .all)
        #expect(Self.send(&store, "POST", "/files/", [.uploadLength: "3"]).fields[.uploadExpires] != nil)
        _ = Self.send(&store, "POST", "/files/", [.uploadLength: "1"], body: "a")
        let later = Self.now.advanced(bySeconds: 86_401)
        #expect(Self.send(&store, "HEAD", "/files/u1", at: later).status == 410)
        #expect(Self.send(&store, "HEAD", "/files/u2", at: later).status == 200)
    }

    @Test("partial uploads are joined in the order that is asked")
    func concatenation() {
        var store = TusStore(features: .tusd)
        for text in ["ab", "cd"] {
            let fields: HTTPFields = [.uploadLength: "2", .uploadConcat: "partial"]
            _ = Self.send(&store, "POST", "/files/", fields, body: text)
        }
        #expect(store.objects.isEmpty)
        let joined = Self.send(
            &store, "POST", "/files/",
            [.uploadConcat: "final;http://h/files/u2 /files/u1", .uploadMetadata: "filename YQ=="])
        #expect(joined.status == 201)
        #expect(
            store.objects == [StoredObject(path: "/files/u3", bytes: Array("cdab".utf8), metadata: "filename YQ==")])
        #expect(Self.send(&store, "PATCH", "/files/u3", [.uploadOffset: "4"], body: "x").status == 403)
        #expect(Self.send(&store, "POST", "/files/", [.uploadConcat: "final;/files/none"]).status == 400)
    }

    @Test("digests agree with the published check values of \"123456789\"")
    func digests() {
        let bytes = Array("123456789".utf8)
        let expected = [
            "crc32": "cbf43926", "crc32c": "e3069283", "crc64nvme": "ae8b14860a799888",
            "md5": "25f9e794323b453885f5181f1b624d0b", "sha1": "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        ]
        for (name, hex) in expected { #expect(Digests.digest(name, of: bytes).map(Digests.hex) == hex, "\(name)") }
        #expect(Digests.digest("none", of: bytes) == nil)
        #expect(["", "f", "fo", "foo"].map { Digests.base64(Array($0.utf8)) } == ["", "Zg==", "Zm8=", "Zm9v"])
    }

    @Test("dates are written as HTTP wants them")
    func dates() {
        #expect(Timestamp(secondsSinceEpoch: 784_111_777).httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
