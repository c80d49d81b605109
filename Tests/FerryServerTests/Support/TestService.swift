import FerryCore
import FerryReceiver
import FerrySessions
import FerryTesting
import FoundationEssentials
import MediaFerry

@testable import FerryServer

/// A whole service, with its work, on a free port while a test runs. Media goes into a folder as it is.
struct TestService: Sendable {
    let port: Int
    let state: String
    let tokens: any TokenStore
    let service: HandOffService

    /// Runs a service, then stops it and waits for its end.
    static func run<Success: Sendable>(
        _ change: (inout ServerConfiguration) -> Void = { _ in },
        body: @Sendable (TestService) async throws -> Success
    ) async throws -> Success {
        let folder = try ScratchFolder()
        var configuration = ServerConfiguration()
        configuration.limits.tokenRefreshSeconds = 0
        change(&configuration)
        var ferry = FerryConfiguration(
            destination: "file://\(folder.path)/kept", stateDirectory: "\(folder.path)/state")
        ferry.preset = .none
        let shelf = UploadShelf()
        var wiring = ServiceConfiguration(ferry: ferry)
        wiring.uploads = shelf
        let wired = try await FerryService(wiring)
        let uploads = try await UploadEndpoint(
            configuration: ReceiverConfiguration(root: "\(folder.path)/state/uploads"))
        shelf.open(uploads)
        let server = HandOffServer(
            service: wired.service, tokens: wired.tokens, uploads: uploads, configuration: configuration)
        let (ready, signal) = AsyncStream<Int>.makeStream()
        let outcome = await withTaskGroup(of: (any Error)?.self) { group -> Result<Success, any Error> in
            group.addTask { await Self.failure { try await wired.run() } }
            group.addTask {
                defer { signal.finish() }
                return await Self.failure { try await server.run { _, port in signal.yield(port) } }
            }
            defer { group.cancelAll() }
            guard let port = await ready.first(where: { _ in true }) else {
                let failure = await group.first { $0 != nil } ?? nil
                return .failure(failure ?? RawConnection.Failure(reason: "the server ended before it was ready"))
            }
            let test = TestService(
                port: port, state: "\(folder.path)/state", tokens: wired.tokens, service: wired.service)
            do { return .success(try await body(test)) } catch { return .failure(error) }
        }
        await wired.shutdown()
        await uploads.stop()
        return try outcome.get()
    }

    private static func failure(_ body: () async throws -> Void) async -> (any Error)? {
        do {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    /// Sends one request on a connection of its own.
    func send(
        _ method: String, _ target: String, _ fields: [String: String] = [:], body: [UInt8]? = nil
    ) async throws -> RawReply {
        let connection = try await RawConnection.open(port: port)
        defer { connection.close() }
        try await connection.send(head(method, target, fields, length: body?.count) + (body ?? []))
        var reply = try await connection.reply(toHead: method == "HEAD")
        while reply.status == 100 { reply = try await connection.reply() }
        return reply
    }

    /// Sends a JSON document.
    func send(
        _ method: String, _ target: String, json: String, _ fields: [String: String] = [:]
    ) async throws -> RawReply {
        try await send(
            method, target, ["Content-Type": "application/json"].merging(fields) { $1 }, body: Array(json.utf8))
    }

    func head(_ method: String, _ target: String, _ fields: [String: String], length: Int?) -> [UInt8] {
        var lines = ["\(method) \(target) HTTP/1.1"]
        if fields["Host"] == nil { lines.append("Host: 127.0.0.1:\(port)") }
        lines += fields.map { "\($0.key): \($0.value)" }
        if let length { lines.append("Content-Length: \(length)") }
        return Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
    }

    /// A token of these scopes, as a field.
    func token(_ scopes: Set<AccessScope>, user: String? = nil) async throws -> [String: String] {
        let secret = TokenSecret(
            scopes: scopes, user: user, now: Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970))
        try await tokens.add(secret.record)
        return ["Authorization": "Bearer \(secret.text)"]
    }

    /// A session with two questions; gives its name.
    func session(of user: String = "u-1", _ fields: [String: String] = [:]) async throws -> String {
        let reply = try await send(
            "POST", "/v1/sessions",
            json: """
                {"userId": "\(user)", "kind": "technical", "questions": [
                    {"questionId": "q1", "text": "Who?"}, {"questionId": "q2", "text": "Why?"}]}
                """, fields)
        guard reply.status == 201, let id = try reply.json["sessionId"]?.text else {
            throw RawConnection.Failure(reason: "no session: \(reply.status) \(reply.text)")
        }
        return id
    }
}

extension RawReply {
    /// The body as a JSON object.
    var json: [String: JSONDocument] {
        get throws {
            guard case .object(let members) = try JSONDocumentReader.read(body) else { return [:] }
            return members
        }
    }

    /// The code of a problem.
    var code: String? { try? json["code"]?.text }
}

extension JSONDocument {
    /// The text, where it is one.
    var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The number, where it is one.
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    /// The items, where it is a list.
    var items: [JSONDocument] { if case .list(let items) = self { items } else { [] } }
    /// A member, where it is an object.
    subscript(_ name: String) -> JSONDocument? { if case .object(let members) = self { members[name] } else { nil } }
}
