import FerryTesting
import Testing

@testable import FerryReceiver

@Suite struct TakeOverTests {
    static let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }

    /// A connection that announced all bytes and stalled after some of them.
    private static func stalledWriter(
        _ server: TestReceiver, _ location: String, sends count: Int
    ) async throws -> RawConnection {
        let connection = try await server.beginPatch(location, at: 0, announces: bytes.count)
        try await connection.send(Array(bytes[..<count]))
        return connection
    }

    @Test("asking for the offset takes over from a stalled writer, which gets 423; what it sent may go on elsewhere")
    func head() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: Self.bytes.count)
            let stalled = try await Self.stalledWriter(server, location, sends: 40_000)
            let offset = try #require(try await server.offset(location))
            #expect(offset <= 40_000)
            #expect(try await stalled.reply().status == 423)
            #expect(await stalled.isClosedByPeer())
            #expect(try await server.patch(location, at: offset, Array(Self.bytes[offset...])).status == 204)
            #expect(try await server.send("GET", location).body == Self.bytes)
        }
    }

    @Test("an append takes over; with the wrong offset it is told the right one")
    func append() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: Self.bytes.count)
            _ = try await server.patch(location, at: 0, Array(Self.bytes[..<10_000]))
            let stalled = try await server.beginPatch(location, at: 10_000, announces: 90_000)
            let reply = try await server.patch(location, at: 5, [1])
            #expect(reply.status == 409 && reply["upload-offset"] == "10000")
            let rest = try await server.patch(location, at: 10_000, Array(Self.bytes[10_000...]))
            #expect(rest.status == 204)
            #expect(try await stalled.reply().status == 423)
        }
    }

    @Test("a termination takes over; the writer learns that its upload is gone")
    func termination() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: Self.bytes.count)
            let stalled = try await Self.stalledWriter(server, location, sends: 100)
            #expect(try await server.send("DELETE", location, TestReceiver.tus).status == 204)
            #expect((try? await stalled.reply())?.status != 204)
            #expect(server.folder.uploads.isEmpty)
        }
    }

    @Test("many newcomers at once end with one true offset and no mixed bytes")
    func crowd() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: Self.bytes.count)
            let stalled = try await Self.stalledWriter(server, location, sends: 1000)
            defer { stalled.close() }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        guard let offset = try await server.offset(location) else { return 0 }
                        return try await server.patch(location, at: offset, Array(Self.bytes[offset...])).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let allowed: Set<Int> = [0, 204, 400, 403, 409, 423]
            #expect(statuses.allSatisfy(allowed.contains), "\(statuses)")
            let offset = try #require(try await server.offset(location))
            if offset < Self.bytes.count {
                #expect(try await server.patch(location, at: offset, Array(Self.bytes[offset...])).status == 204)
            }
            #expect(try await server.send("GET", location).body == Self.bytes)
        }
    }

    @Test("a connection that falls silent inside a body is closed after the idle time")
    func idle() async throws {
        let folder = try ScratchFolder()
        // The idle time of a receiver is for all of its connections: a busy machine may need it for the other steps.
        let location = try await TestReceiver.run(over: folder) { server async throws in
            try await server.create(length: Self.bytes.count)
        }
        try await TestReceiver.run(over: folder) {
            $0.idleTimeoutSeconds = 2
        } body: { server async throws in
            let stalled = try await server.connect()
            let head = TestReceiver.head(
                "PATCH", location, TestReceiver.patchFields(0), length: Self.bytes.count)
            try await stalled.send(head + Self.bytes[..<100])
            #expect(await stalled.isClosedByPeer())
        }
        let offset = try await TestReceiver.run(over: folder) { server async throws in
            try await server.offset(location)
        }
        #expect(offset == 100)
    }
}
