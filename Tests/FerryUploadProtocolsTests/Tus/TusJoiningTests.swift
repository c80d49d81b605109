import FerryCore
import HTTPTypes
import Testing

@testable import FerryUploadProtocols

/// tus 1.0.0, extension "Concatenation".
@Suite struct TusJoiningTests {
    private let tus: TusDialect
    private let joining: any JoiningDialect

    init() throws {
        tus = TusDialect(endpoint: try #require(HTTPLocation("http://h:1/files/")))
        joining = try #require(tus.joining(UploadCapabilities(joining: .eachTime)))
    }

    @Test(
        "how partial uploads are joined is read from the extensions and the receiver's own field",
        arguments: [
            (["Tus-Extension: creation"], nil), (["Tus-Extension: creation", "Ferry-Joining: once"], nil),
            (["Tus-Extension: creation,concatenation"], .eachTime),
            (["Tus-Extension: concatenation", "Ferry-Joining: once"], .once),
            (["Tus-Extension: concatenation", "Ferry-Joining: twice"], .eachTime),
        ] as [([String], UploadCapabilities.Joining?)])
    func capability(fields: [String], expected: UploadCapabilities.Joining?) {
        let found = tus.capabilities(from: .reply(204, fields: fields))
        #expect(found.joining == expected && (tus.joining(found) != nil) == (expected != nil))
    }

    @Test("only partial uploads say that they are")
    func partial() throws {
        let creation = UploadCreation.sample(12)
        let request = try #require(joining.partial.create(creation, capabilities: joining.capabilities))
        let plain = try #require(tus.create(creation, capabilities: UploadCapabilities()))
        #expect(request.fieldLines.sorted() == (plain.fieldLines + ["upload-concat: partial"]).sorted())
        #expect(request.method == .post && request.path == "/files/")
    }

    @Test("the final upload names its parts in order, by path where they are at the endpoint's host, and no length")
    func final() throws {
        let request = try joining.join(
            ["http://h:1/files/b?k=1", "http://h:2/files/a", "http://h:1/x/c"], .sample(12))
        #expect(request.method == .post && request.path == "/files/" && request.headerFields[.uploadLength] == nil)
        #expect(request.headerFields[.uploadConcat] == "final;/files/b?k=1 http://h:2/files/a /x/c")
        #expect(request.headerFields[.tusResumable] == "1.0.0" && request.headerFields[.uploadMetadata] != nil)
    }

    @Test("the object's URL is read", arguments: [("/files/9", "http://h:1/files/9"), ("http://o/9", "http://o/9")])
    func made(location: String, expected: String) throws {
        let found = joining.joined(from: .reply(201, "Location: \(location)"))
        #expect(try found.get() == expected)
    }

    @Test(
        "refusals are told apart",
        arguments: [
            (400, .partsDiffer, .retry), (404, .partsDiffer, .retry), (409, .partsDiffer, .retry),
            (410, .partsDiffer, .retry), (401, .plain, .giveUp), (413, .plain, .giveUp), (423, .plain, .retry),
            (500, .plain, .retry), (503, .plain, .retry), (200, .plain, .giveUp), (201, .plain, .giveUp),
        ] as [(Int, PartsFailure.Kind, FerryError.Disposition)])
    func refused(status: Int, kind: PartsFailure.Kind, disposition: FerryError.Disposition) {
        guard case .failure(let failure) = joining.joined(from: .reply(status)) else {
            Issue.record("\(status) is no success")
            return
        }
        #expect(failure.kind == kind && failure.failure.error.disposition == disposition)
    }

    @Test("as many paths as there may be parts fit a header of 8 KiB")
    func room() {
        #expect(joining.limits.maxCount * 100 <= 8192 && joining.limits.minBytes == 1)
    }
}
