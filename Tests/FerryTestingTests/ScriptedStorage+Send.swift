import FerryCore

@testable import FerryTesting

extension ScriptedStorage {
    /// One request with its whole body at once, as a server would pass it on.
    mutating func send(
        _ head: RequestHead, _ body: [UInt8] = [], now: Timestamp = Timestamp(secondsSinceEpoch: 1_800_000_000)
    ) -> ServerReply {
        if case .reply(let reply) = open(head, request: 1, now: now) { return reply }
        _ = body.withUnsafeBytes { take($0, request: 1) }
        return close(request: 1, isWhole: true, now: now)
    }
}
