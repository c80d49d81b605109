import FerryCore
import FoundationEssentials
import HTTPTypes
import Testing

@testable import FerryReceiver

@Suite struct StoredUploadTests {
    @Test("the record on disk has the promised fields, with null for what is unknown")
    func promisedFields() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: nil)
            let path = "\(server.folder.path)/\(location.dropFirst(7))/info.json"
            let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
            let names = ["id", "bytes", "offset", "complete", "sha256", "filename", "mediaType", "createdAt"]
            for name in names { #expect(text.contains("\"\(name)\" :"), "\(name) in \(text)") }
            for name in ["bytes", "sha256", "filename", "mediaType"] {
                #expect(text.contains("\"\(name)\" : null"), "\(name) in \(text)")
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: path.replacing("/info.json", with: "")).count == 2)
        }
    }

    @Test("a record is read as it was written")
    func roundTrip() throws {
        var record = StoredUpload.sample(
            7, bytes: 5, offset: 3, key: "job:x", expiresAt: Timestamp(microseconds: 1_700_000_000_123_456))
        record.filename = "é.webm"
        record.metadata = "filename w6kud2VibQ=="
        let data = try JSONEncoder().encode(record)
        #expect(try JSONDecoder().decode(StoredUpload.self, from: data) == record)
    }

    @Test(
        "an ID of another shape is no record", arguments: ["", "../../../../etc", "ABCDEF0123456789abcdef0123456789"])
    func foreignID(text: String) {
        #expect(UploadID(text) == nil)
        let json = Data("{\"id\":\"\(text)\",\"offset\":0}".utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(StoredUpload.self, from: json) }
    }

    @Test("new IDs have 32 digits and differ", arguments: 1...20 as ClosedRange<UInt64>)
    func newIDs(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let ids = (0..<50).map { _ in UploadID(using: &random).description }
        #expect(Set(ids).count == 50)
        #expect(ids.allSatisfy { UploadID($0) != nil }, "seed \(seed)")
    }

    @Test("fields say where an upload stands; only a finished one shows its digest")
    func fields() {
        var record = StoredUpload.sample(bytes: 5, offset: 3, expiresAt: Timestamp(secondsSinceEpoch: 784_111_777))
        record.metadata = "a YQ=="
        record.sha256 = String(repeating: "0", count: 64)
        let unfinished = record.headFields
        #expect(unfinished[.uploadOffset] == "3" && unfinished[.uploadLength] == "5")
        #expect(unfinished[.uploadExpires] == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(unfinished[.uploadMetadata] == "a YQ==" && unfinished[.cacheControl] == "no-store")
        #expect(unfinished[.reprDigest] == nil && unfinished[.contentType] == nil)
        record.offset = 5
        record.complete = true
        let finished = record.headFields
        #expect(finished[.uploadExpires] == nil && finished[.reprDigest] != nil && finished[.eTag] != nil)
        #expect(finished[.contentType] == "application/octet-stream" && finished[.uploadDeferLength] == nil)
    }

    @Test(
        "an upload expires when its time has come and never once it is finished",
        arguments: [
            (99, false, false), (100, false, true), (101, false, true), (101, true, false),
        ] as [(Int64, Bool, Bool)])
    func expiry(now: Int64, complete: Bool, isExpired: Bool) {
        let record = StoredUpload.sample(complete: complete, expiresAt: Timestamp(microseconds: 100))
        #expect(record.isExpired(at: Timestamp(microseconds: now)) == isExpired)
    }
}
