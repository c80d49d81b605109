import Crypto
import FerryTesting
import FoundationEssentials
import Testing

@testable import FerryReceiver

@Suite struct ChecksumTests {
    static let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 17) }

    static func field(_ algorithm: String, of bytes: [UInt8]) -> [String: String] {
        let hash =
            switch algorithm {
            case "crc32c": crc32c(bytes)
            case "sha1": Array(Insecure.SHA1.hash(data: bytes))
            default: Array(SHA256.hash(data: bytes))
            }
        return ["Upload-Checksum": "\(algorithm) \(Data(hash).base64EncodedString())"]
    }

    /// CRC-32C bit by bit (RFC 9260 appendix A).
    static func crc32c(_ bytes: [UInt8]) -> [UInt8] {
        var register = UInt32.max
        for byte in bytes {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0x82F6_3B78 : register >> 1 }
        }
        return withUnsafeBytes(of: (~register).bigEndian, Array.init)
    }

    @Test("OPTIONS names the algorithms")
    func advertised() async throws {
        try await TestReceiver.run { server async throws in
            let reply = try await server.send("OPTIONS", "/files/")
            #expect(reply["tus-checksum-algorithm"] == "sha1,sha256,crc32c")
            #expect(reply["tus-extension"]?.split(separator: ",").contains("checksum") == true)
        }
    }

    @Test("appends with the right checksum are taken, also with the creation", arguments: ["sha1", "sha256", "crc32c"])
    func right(algorithm: String) async throws {
        try await TestReceiver.run { server async throws in
            let (first, rest) = (Array(Self.bytes[..<70_000]), Array(Self.bytes[70_000...]))
            let location = try await server.create(
                length: Self.bytes.count, Self.field(algorithm, of: first), body: first)
            let reply = try await server.patch(location, at: 70_000, rest, Self.field(algorithm, of: rest))
            #expect(reply.status == 204 && reply["upload-offset"] == "200000")
            #expect(try await server.send("GET", location).body == Self.bytes)
        }
    }

    @Test(
        "a body with another checksum is answered with 460 and nothing of it is kept, whatever its size",
        arguments: [("sha1", 1000), ("sha256", 1000), ("sha256", 3 << 20), ("crc32c", 1000)])
    func wrong(algorithm: String, size: Int) async throws {
        try await TestReceiver.run { server async throws in
            var random = SeededRandom(seed: 5)
            let bytes = random.bytes(size)
            var damaged = bytes
            damaged[size / 2] ^= 1
            let location = try await server.create(length: size + 3, body: [1, 2, 3])
            let fields = Self.field(algorithm, of: bytes)
            let refused = try await server.patch(location, at: 3, damaged, fields)
            #expect(refused.status == 460 && refused["tus-resumable"] == "1.0.0")
            #expect(try await server.offset(location) == 3)
            let id = String(location.dropFirst("/files/".count))
            #expect(server.folder.content(id) == [1, 2, 3])
            let taken = try await server.patch(location, at: 3, bytes, fields)
            #expect(taken.status == 204)
            #expect(try server.folder.info(id).sha256 == SHA256.hash(data: [1, 2, 3] + bytes).hexText)
        }
    }

    @Test(
        "an algorithm that is not known, and a hash that is none, are refused with 400 before any byte",
        arguments: ["md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha1", "sha1 AAAA", "sha256 !!", "", "crc32 AAAAAA=="])
    func unknown(field: String) async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 2)
            let reply = try await server.patch(location, at: 0, [1, 2], ["Upload-Checksum": field])
            #expect(reply.status == 400)
            #expect(try await server.offset(location) == 0)
        }
    }

    @Test("a body with a checksum that breaks off is not kept, because a part cannot be compared")
    func cut() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: Self.bytes.count, body: [UInt8](Self.bytes[..<10]))
            var fields = TestReceiver.patchFields(10)
            fields.merge(Self.field("sha256", of: Array(Self.bytes[10...]))) { $1 }
            let connection = try await server.connect()
            let head = TestReceiver.head("PATCH", location, fields, length: Self.bytes.count - 10)
            try await connection.send(head + Self.bytes[10..<100_000])
            connection.finishSending()
            #expect(try await connection.reply().status == 400)
            #expect(try await server.offset(location) == 10)
            #expect(try await server.patch(location, at: 10, Array(Self.bytes[10...])).status == 204)
            #expect(try await server.send("GET", location).body == Self.bytes)
        }
    }

    @Test("bytes that a dead process had not compared with their checksum do not count after a restart")
    func restart() async throws {
        let folder = try ScratchFolder()
        let location = try await TestReceiver.run(over: folder) { server in
            try await server.create(length: 100, body: [1, 2, 3])
        }
        let path = "\(folder.path)/\(location.dropFirst("/files/".count))"
        try Data([1, 2, 3, 9, 9, 9]).write(to: URL(filePath: path + "/content"))
        try Data("3".utf8).write(to: URL(filePath: path + "/unchecked"))
        try await TestReceiver.run(over: folder) { server async throws in
            #expect(try await server.offset(location) == 3)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["content", "info.json"])
        }
    }
}
