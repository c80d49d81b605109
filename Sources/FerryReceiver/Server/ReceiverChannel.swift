import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// Every connection of the receiver: HTTP/1.1 with large reads, known to ``ConnectionRegistry``.
struct ReceiverChannel: ServerChildChannel {
    /// Largest read from a socket. Back-pressure lets about ten such reads wait for the disk.
    static let maxReadBytes = 256 << 10
    /// Largest head of a request.
    static let maxHeadBytes = 32 << 10

    let http: HTTP1Channel
    let connections: ConnectionRegistry

    init(
        idleTimeout: TimeAmount, connections: ConnectionRegistry, responder: @escaping HTTPChannelHandler.Responder
    ) {
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: Self.maxHeadBytes, maxHeaderListSize: Self.maxHeadBytes, maxHeaderFieldCount: 128)
        http = HTTP1Channel(
            responder: responder, configuration: .init(idleTimeout: idleTimeout, httpDecoderConfiguration: decoder))
        self.connections = connections
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let reads = AdaptiveRecvByteBufferAllocator(minimum: 4 << 10, initial: 64 << 10, maximum: Self.maxReadBytes)
        return channel.setOption(.recvAllocator, value: reads).flatMap { http.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        let key = connections.add(value.channel)
        await http.handle(value: value, logger: logger)
        connections.remove(key)
    }
}

/// The open connections, so that a stop does not wait for a client that has stalled.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Notes a connection; it is closed at once when the time of all is over.
    func add(_ channel: any Channel) -> ObjectIdentifier {
        let key = ObjectIdentifier(channel)
        let isClosed = state.withLock { state in
            state.channels[key] = channel
            return state.isClosed
        }
        if isClosed { channel.close(promise: nil) }
        return key
    }

    /// Forgets a connection.
    func remove(_ key: ObjectIdentifier) { state.withLock { state in state.channels[key] = nil } }

    /// Closes all connections, those to come too.
    func closeAll() {
        let channels = state.withLock { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
