import Crypto
import FerryTesting
import Testing

@testable import FerryReceiver

@Suite struct RandomAppendTests {
    /// What the upload must be after every step.
    struct Model {
        var content: [UInt8]
        var stored = 0
    }

    @Test(
        "random appends, cuts, wrong offsets and restarts end with the very bytes that were sent",
        arguments: 1...6 as ClosedRange<UInt64>)
    func sequence(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        var model = Model(content: random.bytes(Int.random(in: 1...400_000, using: &random)))
        let folder = try ScratchFolder()
        let isDeferred = Bool.random(using: &random)
        let location = try await TestReceiver.run(over: folder) { [length = isDeferred ? nil : model.content.count] in
            try await $0.create(length: length)
        }
        while model.stored < model.content.count {
            let plan = (0..<8).map { _ in
                (Int.random(in: 0..<6, using: &random), Int.random(in: 0...90_000, using: &random))
            }
            model = try await TestReceiver.run(over: folder) { [model] server in
                var model = model
                for (kind, size) in plan where model.stored < model.content.count {
                    try await Self.step(kind, size, location, server, &model, seed)
                }
                return model
            }
        }
        if isDeferred {
            let end = ["Upload-Length": String(model.content.count)]
            let last = model.content.count
            try await TestReceiver.run(over: folder) { server async throws in
                #expect(try await server.patch(location, at: last, [], end).status == 204, "seed \(seed)")
            }
        }
        let info = try folder.info(String(location.dropFirst(7)))
        #expect(info.complete && folder.content(info.id.description) == model.content, "seed \(seed)")
        #expect(info.sha256 == SHA256.hash(data: model.content).hexText, "seed \(seed)")
    }

    private static func step(
        _ kind: Int, _ size: Int, _ location: String, _ server: TestReceiver, _ model: inout Model, _ seed: UInt64
    ) async throws {
        let end = min(model.content.count, model.stored + size)
        let bytes = Array(model.content[model.stored..<end])
        switch kind {
        case 0:
            let wrong = model.stored + (size.isMultiple(of: 2) ? 1 : -1)
            let reply = try await server.patch(location, at: max(0, wrong), bytes)
            #expect(wrong < 0 || reply.status == 409, "seed \(seed)")
            if wrong < 0 { model.stored = end }
        case 1:
            let connection = try await server.beginPatch(location, at: model.stored, announces: bytes.count + 10)
            try await connection.send(bytes)
            connection.close()
            model.stored = end
        default:
            let reply = try await server.patch(location, at: model.stored, bytes)
            #expect(reply.status == 204, "seed \(seed)")
            model.stored = end
        }
        #expect(try await server.offset(location) == model.stored, "seed \(seed) kind \(kind)")
    }
}
