import FerryCore
import HTTPTypes
import Testing

@testable import FerryReceiver

@Suite struct TusRequestTests {
    struct CreationCase: Sendable {
        var fields: HTTPFields
        var body: Int64? = 0
        var status: Int?
    }

    @Test(
        "a creation is taken or refused by its fields",
        arguments: [
            CreationCase(fields: [.uploadLength: "5"]),
            CreationCase(fields: [.uploadLength: "0"]),
            CreationCase(fields: [.uploadDeferLength: "1"]),
            CreationCase(fields: [.uploadLength: "1000"]),
            CreationCase(fields: [.uploadLength: "1001"], status: 413),
            CreationCase(fields: [:], status: 400),
            CreationCase(fields: [.uploadLength: "-5"], status: 400),
            CreationCase(fields: [.uploadLength: "+5"], status: 400),
            CreationCase(fields: [.uploadLength: "5.0"], status: 400),
            CreationCase(fields: [.uploadLength: ""], status: 400),
            CreationCase(fields: [.uploadLength: "99999999999999999999"], status: 400),
            CreationCase(fields: [.uploadDeferLength: "2"], status: 400),
            CreationCase(fields: [.uploadDeferLength: "true"], status: 400),
            CreationCase(fields: [.uploadLength: "5", .uploadDeferLength: "1"], status: 400),
            CreationCase(fields: [.uploadLength: "5", .uploadMetadata: "a ="], status: 400),
            CreationCase(fields: [.uploadLength: "5"], body: 3, status: 415),
            CreationCase(fields: [.uploadLength: "5", .contentType: TusAppend.mediaType], body: 5),
            CreationCase(fields: [.uploadLength: "5", .contentType: TusAppend.mediaType], body: 6, status: 413),
            CreationCase(fields: [.uploadLength: "5", .contentType: TusAppend.mediaType], body: nil),
            CreationCase(
                fields: [.uploadDeferLength: "1", .contentType: TusAppend.mediaType], body: 1001, status: 413),
        ])
    func creation(example: CreationCase) {
        let status: Int?
        do {
            _ = try TusCreation(example.fields, hasBody: example.body != 0, bodyBytes: example.body, maxBytes: 1000)
            status = nil
        } catch { status = error.status.code }
        #expect(status == example.status, "\(example.fields)")
    }

    @Test("a field that stands twice is refused")
    func repeated() {
        var fields: HTTPFields = [.uploadLength: "5"]
        fields.append(HTTPField(name: .uploadLength, value: "6"))
        #expect(throws: ReceiverRefusal.self) {
            try TusCreation(fields, hasBody: false, bodyBytes: 0, maxBytes: 1000)
        }
    }

    @Test(
        "an append needs its media type and a plain offset",
        arguments: [
            ([.contentType: TusAppend.mediaType, .uploadOffset: "0"], nil),
            ([.uploadOffset: "0"], 415),
            ([.contentType: "application/octet-stream", .uploadOffset: "0"], 415),
            ([.contentType: TusAppend.mediaType], 400),
            ([.contentType: TusAppend.mediaType, .uploadOffset: "-1"], 400),
            ([.contentType: TusAppend.mediaType, .uploadOffset: "0x1"], 400),
            ([.contentType: TusAppend.mediaType, .uploadOffset: "0", .uploadLength: "a"], 400),
        ] as [(HTTPFields, Int?)])
    func append(fields: HTTPFields, expected: Int?) {
        let status: Int?
        do {
            _ = try TusAppend(fields)
            status = nil
        } catch { status = error.status.code }
        #expect(status == expected, "\(fields)")
    }

    struct CheckCase: Sendable {
        var offset: Int64
        var declares: Int64?
        var body: Int64?
        var stored: Int64 = 10
        var length: Int64? = 100
        var complete = false
        /// The status of the refusal, or the length that holds afterwards (-1 for none).
        var status: Int?
        var holds: Int64? = 100
    }

    @Test(
        "an append is checked against the upload as it stands",
        arguments: [
            CheckCase(offset: 10, body: 90),
            CheckCase(offset: 10, body: nil),
            CheckCase(offset: 10, body: 0),
            CheckCase(offset: 10, body: 91, status: 413),
            CheckCase(offset: 9, body: 1, status: 409),
            CheckCase(offset: 11, body: 1, status: 409),
            CheckCase(offset: 10, declares: 100, body: 1),
            CheckCase(offset: 10, declares: 99, body: 1, status: 400),
            CheckCase(offset: 10, declares: 50, body: 1, length: nil, holds: 50),
            CheckCase(offset: 10, declares: 10, body: 0, length: nil, holds: 10),
            CheckCase(offset: 10, declares: 9, body: 0, length: nil, status: 400),
            CheckCase(offset: 10, declares: 1001, body: 0, length: nil, status: 413),
            CheckCase(offset: 10, body: 990, length: nil, holds: nil),
            CheckCase(offset: 10, body: 991, length: nil, status: 413),
            CheckCase(offset: 10, body: .max, length: nil, status: 413),
            CheckCase(offset: 100, body: 0, stored: 100, complete: true),
            CheckCase(offset: 100, body: 1, stored: 100, complete: true, status: 403),
            CheckCase(offset: 100, body: nil, stored: 100, complete: true, status: 403),
            CheckCase(offset: 0, body: 1, stored: 100, complete: true, status: 409),
        ])
    func check(example: CheckCase) throws {
        var fields: HTTPFields = [.contentType: TusAppend.mediaType, .uploadOffset: String(example.offset)]
        fields[.uploadLength] = example.declares.map(String.init)
        var record = StoredUpload.sample(bytes: example.length, offset: example.stored)
        record.complete = example.complete
        let append = try TusAppend(fields)
        do {
            let length = try append.check(against: record, bodyBytes: example.body, maxBytes: 1000)
            #expect(example.status == nil, "\(example)")
            #expect(length == example.holds, "\(example)")
        } catch {
            #expect(error.status.code == example.status, "\(example)")
        }
    }
}

extension StoredUpload {
    /// A record for tests; the ID is the number in hexadecimal.
    static func sample(
        _ number: Int = 1, bytes: Int64? = nil, offset: Int64 = 0, complete: Bool = false, key: String? = nil,
        generation: Int64 = 1, origin: Origin = .tus, expiresAt: Timestamp? = nil
    ) -> StoredUpload {
        let digits = String(number, radix: 16)
        guard let id = UploadID(String(repeating: "0", count: 32 - digits.count) + digits) else {
            preconditionFailure("no ID")
        }
        return StoredUpload(
            id: id, bytes: bytes, offset: offset, complete: complete, sha256: nil, filename: nil, mediaType: nil,
            createdAt: Timestamp(microseconds: 0), origin: origin, metadata: "", key: key, generation: generation,
            expiresAt: expiresAt)
    }
}
