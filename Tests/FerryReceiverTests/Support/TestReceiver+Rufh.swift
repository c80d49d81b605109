import FerryTesting

@testable import FerryReceiver

extension TestReceiver {
    static let partialType = "application/partial-upload"

    /// The fields of a client of interoperability version 8.
    static func rufh(complete: Bool?, _ fields: [String: String] = [:]) -> [String: String] {
        var all = ["Upload-Draft-Interop-Version": "8"]
        if let complete { all["Upload-Complete"] = complete ? "?1" : "?0" }
        return all.merging(fields) { $1 }
    }

    /// Sends a request and reads its reply with the interim replies that came before it.
    func exchange(
        _ method: String, _ target: String, _ fields: [String: String], body: [UInt8]? = nil
    ) async throws -> (interim: [RawReply], final: RawReply) {
        let connection = try await connect()
        defer { connection.close() }
        try await connection.send(Self.head(method, target, fields, length: body?.count) + (body ?? []))
        return try await Self.replies(connection)
    }

    /// Reads interim replies up to the final one.
    static func replies(_ connection: RawConnection) async throws -> (interim: [RawReply], final: RawReply) {
        var interim: [RawReply] = []
        while true {
            let reply = try await connection.reply()
            guard reply.status < 200 else { return (interim, reply) }
            interim.append(reply)
        }
    }

    /// Creates a RUFH upload with an empty body and gives its address.
    func createRufh(_ fields: [String: String] = [:]) async throws -> String {
        let reply = try await exchange("POST", "/rufh/", Self.rufh(complete: false, fields), body: []).final
        guard reply.status == 201, let location = reply["location"] else {
            throw RawConnection.Failure(reason: "creation: \(reply.status) \(reply.text)")
        }
        return location
    }

    func append(
        _ location: String, at offset: Int, _ bytes: [UInt8], complete: Bool, _ fields: [String: String] = [:]
    ) async throws -> RawReply {
        var all = ["Upload-Offset": String(offset), "Content-Type": Self.partialType]
        all.merge(fields) { $1 }
        return try await exchange("PATCH", location, Self.rufh(complete: complete, all), body: bytes).final
    }

    func state(_ location: String) async throws -> RawReply {
        try await send("HEAD", location, Self.rufh(complete: nil))
    }
}
