import Foundation
import Testing

@Suite("verify", .boundedWidth) struct VerifyTests {
    /// A delivered file and its receipt.
    struct Delivered {
        let road: Road
        let receipt: String
        let location: String
        let object: TestReceiver.StoredObject

        init() async throws {
            road = try await Road()
            let path = try road.scratch.noise("a", bytes: 70_000, seed: 1)
            let run = try await road.send([path], progress: "quiet")
            let fields = try #require(run.fields.first)
            location = fields[3]
            receipt = "\(road.receipts)/\(fields[1]).json"
            object = try #require(try road.receiver.objects().first)
        }

        func verify(_ options: [String] = []) async throws -> (RunResult, JSONValue) {
            let run = try await Command.run(["verify", receipt, "--json"] + options)
            return (run, try JSONValue.parse(run.outputText))
        }
    }

    @Test("what is there is found to be the same, by checksum and by content")
    func same() async throws {
        let delivered = try await Delivered()
        let (run, document) = try await delivered.verify()
        #expect(run.code == 0)
        #expect(document["schema"]?.text == "mediaferry.verify/1")
        #expect(document["result"]?.text == "ok")
        #expect(document["checked"]?.text == "checksum")
        #expect(document["found.checksum"] == document["expected.sha256"])
        #expect(document["expected.bytes"]?.integer == 70_000)
        let (second, content) = try await delivered.verify(["--content"])
        #expect(second.code == 0)
        #expect(content["checked"]?.text == "content")
        let plain = try await Command.run(["verify", delivered.receipt])
        #expect(plain.code == 0)
        #expect(plain.output.count == 1 && plain.output[0].hasPrefix("ok"))
    }

    @Test("one flipped bit on the receiver's disk is found when the content is read back")
    func flipped() async throws {
        let delivered = try await Delivered()
        var bytes = try Data(contentsOf: URL(filePath: delivered.object.contentPath))
        bytes[35_000] ^= 1
        try bytes.write(to: URL(filePath: delivered.object.contentPath))
        let (run, document) = try await delivered.verify(["--content"])
        #expect(run.code == 1)
        #expect(document["result"]?.text == "mismatch")
        #expect(document["found.checksum"]?.text == Hash.hex(bytes))
    }

    @Test("an object that was cut is a mismatch")
    func cut() async throws {
        let delivered = try await Delivered()
        let bytes = try Data(contentsOf: URL(filePath: delivered.object.contentPath))
        try bytes.prefix(60_000).write(to: URL(filePath: delivered.object.contentPath))
        let (run, document) = try await delivered.verify(["--content"])
        #expect(run.code == 1)
        #expect(document["result"]?.text != "ok", "\(document)")
    }

    @Test("an object that was deleted is gone; a receiver that is not there is unreachable")
    func absent() async throws {
        let delivered = try await Delivered()
        try await Curl.delete(delivered.location)
        let (run, document) = try await delivered.verify()
        #expect(run.code == 1)
        #expect(document["result"]?.text == "gone")
        #expect(document["found.bytes"] == .null)
        try await delivered.road.receiver.killed()
        let (second, other) = try await delivered.verify()
        #expect(second.code == 1)
        #expect(other["result"]?.text == "unreachable")
        #expect(other["checked"] == .null)
    }

    @Test("a file that is no receipt is said to be none")
    func noReceipt() async throws {
        let scratch = try Scratch()
        let path = try scratch.write("a.json", Array("{}".utf8))
        for name in [path, scratch.path("missing")] {
            let run = try await Command.run(["verify", name])
            #expect(run.code == 1)
            #expect(run.complaints.count == 1, "\(run)")
        }
    }
}
