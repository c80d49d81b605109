import FerryCore
import FerryTesting
import FoundationEssentials
import Logging
import NIOCore
import Synchronization

@testable import FerryReceiver

/// A clock that stands until it is told to go on.
final class ManualTime: Sendable {
    private let time: Mutex<Timestamp>

    init() { time = Mutex(Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970)) }

    var now: Timestamp { time.withLock { $0 } }

    func advance(bySeconds seconds: Double) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}

/// A directory that is removed at the end of a test.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        var random = SystemRandomNumberGenerator()
        path = "\(FileManager.default.temporaryDirectory.path)/ferry-receiver-\(random.next() as UInt64)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The IDs of the uploads in it.
    var uploads: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? [] }

    func info(_ id: String) throws -> StoredUpload {
        let data = FileManager.default.contents(atPath: "\(path)/\(id)/info.json") ?? Data()
        return try JSONDecoder().decode(StoredUpload.self, from: data)
    }

    /// Copies an upload from another folder.
    func take(_ id: String, from other: ScratchFolder) throws {
        try FileManager.default.copyItem(atPath: "\(other.path)/\(id)", toPath: "\(path)/\(id)")
    }

    func content(_ id: String) -> [UInt8] {
        FileManager.default.contents(atPath: "\(path)/\(id)/content").map { [UInt8]($0) } ?? []
    }
}

/// A receiver that serves on a free port while a test runs.
struct TestReceiver: Sendable {
    let port: Int
    let folder: ScratchFolder
    let time: ManualTime

    /// Runs a receiver over a folder, then stops it and waits for its end.
    static func run<Success: Sendable>(
        over folder: ScratchFolder? = nil, time: ManualTime = ManualTime(),
        _ change: (inout ReceiverConfiguration) -> Void = { _ in },
        body: @Sendable (TestReceiver) async throws -> Success
    ) async throws -> Success {
        let folder = try folder ?? ScratchFolder()
        var configuration = ReceiverConfiguration(root: folder.path)
        change(&configuration)
        let receiver = Receiver(
            configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) {
            time.now
        }
        let (ready, signal) = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { signal.finish() }
                try await receiver.run { _, port in signal.yield(port) }
            }
            guard let port = await ready.first(where: { _ in true }) else {
                try await group.waitForAll()
                throw RawConnection.Failure(reason: "the receiver ended before it was ready")
            }
            let outcome: Result<Success, any Error>
            do {
                outcome = .success(try await body(TestReceiver(port: port, folder: folder, time: time)))
            } catch { outcome = .failure(error) }
            group.cancelAll()
            try? await group.waitForAll()
            return try outcome.get()
        }
    }

    func connect() async throws -> RawConnection { try await RawConnection.open(port: port) }

    /// Sends one request on a connection of its own.
    func send(
        _ method: String, _ target: String, _ fields: [String: String] = [:], body: [UInt8]? = nil
    ) async throws -> RawReply {
        let connection = try await connect()
        defer { connection.close() }
        try await connection.send(Self.head(method, target, fields, length: body?.count) + (body ?? []))
        return try await connection.reply(toHead: method == "HEAD")
    }

    static func head(_ method: String, _ target: String, _ fields: [String: String], length: Int?) -> [UInt8] {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: test"]
        lines += fields.map { "\($0.key): \($0.value)" }
        if let length { lines.append("Content-Length: \(length)") }
        return Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
    }
}

extension TestReceiver {
    static let tus = ["Tus-Resumable": "1.0.0"]
    static let offsetStream = "application/offset+octet-stream"

    /// Creates an upload and gives its address.
    func create(length: Int?, _ fields: [String: String] = [:], body: [UInt8]? = nil) async throws -> String {
        let reply = try await post(length: length, fields, body: body)
        guard reply.status == 201, let location = reply["location"] else {
            throw RawConnection.Failure(reason: "creation: \(reply.status) \(reply.text)")
        }
        return location
    }

    func post(length: Int?, _ fields: [String: String] = [:], body: [UInt8]? = nil) async throws -> RawReply {
        var all = Self.tus.merging(fields) { $1 }
        if let length { all["Upload-Length"] = String(length) } else { all["Upload-Defer-Length"] = "1" }
        if body != nil { all["Content-Type"] = Self.offsetStream }
        return try await send("POST", "/files/", all, body: body ?? [])
    }

    func patch(
        _ location: String, at offset: Int, _ bytes: [UInt8], _ fields: [String: String] = [:]
    ) async throws -> RawReply {
        try await send("PATCH", location, Self.patchFields(offset).merging(fields) { $1 }, body: bytes)
    }

    /// A connection on which an append has begun and no byte of it was sent yet.
    func beginPatch(_ location: String, at offset: Int, announces count: Int) async throws -> RawConnection {
        let connection = try await connect()
        let fields = Self.patchFields(offset).merging(["Expect": "100-continue"]) { $1 }
        try await connection.send(Self.head("PATCH", location, fields, length: count))
        let reply = try await connection.reply()
        guard reply.status == 100 else { throw RawConnection.Failure(reason: "append: \(reply.status) \(reply.text)") }
        return connection
    }

    static func patchFields(_ offset: Int) -> [String: String] {
        tus.merging(["Upload-Offset": String(offset), "Content-Type": offsetStream]) { $1 }
    }

    /// The offset that a tus HEAD reports.
    func offset(_ location: String) async throws -> Int? {
        try await send("HEAD", location, Self.tus)["upload-offset"].flatMap { Int($0) }
    }

    /// Metadata with base64 values.
    static func metadata(_ pairs: KeyValuePairs<String, String>) -> [String: String] {
        let text = pairs.map { "\($0.key) \(Data($0.value.utf8).base64EncodedString())" }.joined(separator: ",")
        return ["Upload-Metadata": text]
    }
}
