import FerryCore
import FerryUploadProtocols
import Testing

@Suite struct TusCapabilitiesTests {
    static let table: [(fields: [String], expected: UploadCapabilities)] = [
        ([], UploadCapabilities()),
        (["Tus-Version: 1.0.0", "Tus-Extension: creation"], UploadCapabilities()),
        (
            [
                "Tus-Version: 1.0.0, 0.2.2", "Tus-Max-Size: 100",
                "Tus-Extension: creation,creation-with-upload, creation-defer-length\t, TERMINATION",
            ], UploadCapabilities(createsWithBody: true, defersLength: true, terminates: true, maxBytes: 100)
        ),
        (
            ["Tus-Extension: termination", "Tus-Extension: creation-with-upload"],
            UploadCapabilities(createsWithBody: true, terminates: true)
        ),
        (["Tus-Extension: creation-with-upload-2,xtermination, ,"], UploadCapabilities()),
        (["Tus-Max-Size: 0"], UploadCapabilities(maxBytes: 0)), (["Tus-Max-Size: -1"], UploadCapabilities()),
        (["Tus-Max-Size: 1e9"], UploadCapabilities()), (["Tus-Max-Size: 9223372036854775808"], UploadCapabilities()),
    ]
    private let dialect: TusDialect

    init() throws { dialect = TusDialect(endpoint: try #require(HTTPLocation("http://h/files/"))) }

    @Test(
        "extensions and the largest size are read, whatever stands beside them", arguments: table.indices, [200, 204])
    func reading(index: Int, status: Int) {
        let reply = HTTPTransferResponse.reply(status, fields: Self.table[index].fields)
        var found = dialect.capabilities(from: reply)
        found.features = []
        #expect(found == Self.table[index].expected)
    }

    @Test(
        "a server that does not answer the question is taken to speak the core", arguments: [301, 404, 405, 500, 501])
    func silent(status: Int) {
        let reply = HTTPTransferResponse.reply(status, "Tus-Extension: termination", "Tus-Version: 9")
        #expect(dialect.capabilities(from: reply) == UploadCapabilities())
        #expect(dialect.capabilities(from: nil) == UploadCapabilities())
    }

    @Test("a server of other versions only is refused by name")
    func otherVersion() {
        let refusal = dialect.capabilities(from: .reply(204, "Tus-Version: 0.2.2,2.0.0")).refusal
        #expect(refusal?.code == .destinationWrongProtocol && refusal?.disposition == .giveUp)
        #expect(refusal?.message == "the server speaks tus 0.2.2, 2.0.0, not 1.0.0")
    }
}
