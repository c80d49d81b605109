import FerryCore
import FerryTesting
import HTTPTypes

/// Another system that is told of answers: it keeps each body that came whole, and answers 204.
struct WebhookReceiver: ScriptedStorage {
    let root = "/hooks/"
    private var bodies: [Int: [UInt8]] = [:]
    private(set) var objects: [StoredObject] = []
    let unfinishedUploads = 0
    let violations: [String] = []

    mutating func open(_ head: RequestHead, request: Int, now: Timestamp) -> StorageOpening {
        guard head.method == "POST" else { return .reply(ServerReply(405)) }
        bodies[request] = []
        return .take()
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer, request: Int) -> ServerReply? {
        bodies[request, default: []] += bytes
        return nil
    }

    mutating func close(request: Int, isWhole: Bool, now: Timestamp) -> ServerReply {
        let body = bodies.removeValue(forKey: request) ?? []
        if isWhole { objects.append(StoredObject(path: "\(request)", bytes: body)) }
        return ServerReply(204)
    }

    mutating func expire(_ head: RequestHead, status: Int) -> ServerReply { ServerReply(status) }

    func reply(to head: RequestHead, in condition: StorageCondition, now: Timestamp) -> ServerReply { ServerReply(503) }

    func lie(_ reply: ServerReply, to head: RequestHead, _ lie: StorageLie) -> ServerReply? { nil }
}
