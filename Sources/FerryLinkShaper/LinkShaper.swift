public import FerryCore
import NIOCore
import NIOPosix
import Synchronization

/// A link in user space: listens on loopback and carries every connection to one destination the way its shape says.
///
/// It is a proxy of TCP connections, so what it carries is payload: rates count no headers, and what TCP does on a
/// lossy link is modelled, not done. Two things a proxy cannot do: delay the kernel's own handshake (the first bytes of
/// a connection wait the round trip that it would have taken), and lose a connection attempt in a blackout.
/// At most ``largestConnections`` connections at once; more are closed.
public final class LinkShaper: Sendable {
    /// Connections at once.
    public static let largestConnections = 256

    /// What the link is like.
    public let shape: LinkShape
    /// The port on `127.0.0.1` that leads to the destination.
    public let port: Int
    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel
    private let road: NIOLoopBound<LinkRoad>
    private let isShut = Atomic(false)

    private init(
        _ shape: LinkShape, _ group: MultiThreadedEventLoopGroup, _ listener: any Channel,
        _ road: NIOLoopBound<LinkRoad>
    ) {
        self.shape = shape
        self.group = group
        self.listener = listener
        self.road = road
        port = listener.localAddress?.port ?? 0
    }

    /// Starts a link.
    ///
    /// - Parameters:
    ///   - shape: What it is like.
    ///   - host: The destination's name or address.
    ///   - port: The destination's port.
    ///   - seed: Decides which segments are lost.
    /// - Throws: `destination.unreachable` when no port can be had on loopback.
    public static func start(
        _ shape: LinkShape, to host: String, port: Int, seed: UInt64 = 1
    ) async throws(FerryError) -> LinkShaper {
        // One loop: the schedule of a direction is shared by all connections.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let road = try await group.next().submit {
                NIOLoopBound(LinkRoad(shape, seed: seed), eventLoop: group.next())
            }.get()
            let listener = try await bootstrap(group, road, shape, host, port).bind(host: "127.0.0.1", port: 0).get()
            return LinkShaper(shape, group, listener, road)
        } catch {
            try? await group.shutdownGracefully()
            throw FerryError(.destinationUnreachable, "the shaped link cannot listen on loopback: \(error)")
        }
    }

    /// What the link has carried so far.
    public func traffic() async -> LinkTraffic {
        let road = road
        return (try? await listener.eventLoop.submit { road.value.traffic }.get()) ?? LinkTraffic()
    }

    /// Closes all connections and stops; calling it again does nothing. Must be called before the link is let go.
    public func shutdown() async {
        guard !isShut.exchange(true, ordering: .relaxed) else { return }
        try? await listener.close()
        let road = road
        try? await listener.eventLoop.submit { road.value.close() }.get()
        try? await group.shutdownGracefully()
    }

    private static func bootstrap(
        _ group: MultiThreadedEventLoopGroup, _ road: NIOLoopBound<LinkRoad>, _ shape: LinkShape, _ host: String,
        _ port: Int
    ) -> ServerBootstrap {
        let sockets = LinkSockets(shape)
        return ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(LinkSockets.receiveBuffer, value: sockets.bufferBytes)
            .serverChannelOption(LinkSockets.largestSegment, value: LinkSockets.segmentBytes)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: sockets.blockBytes))
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { client in
                client.eventLoop.makeCompletedFuture {
                    join(client, road) { connect(client.eventLoop, sockets, host, port) }
                }
            }
    }

    private static func connect(
        _ loop: any EventLoop, _ sockets: LinkSockets, _ host: String, _ port: Int
    ) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: loop)
            .channelOption(LinkSockets.receiveBuffer, value: sockets.bufferBytes)
            .channelOption(LinkSockets.largestSegment, value: LinkSockets.segmentBytes)
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: sockets.blockBytes))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: host, port: port)
    }

    /// Connects an accepted connection to the destination; nothing is read from it before.
    private static func join(
        _ client: any Channel, _ road: NIOLoopBound<LinkRoad>, connect: () -> EventLoopFuture<any Channel>
    ) {
        guard road.value.mayOpen else { return client.close(promise: nil) }
        road.value.opened()
        client.closeFuture.whenComplete { _ in road.value.closed() }
        connect().whenComplete { result in
            switch result {
            case .failure: client.close(promise: nil)
            case .success(let server) where !client.isActive: server.close(promise: nil)
            case .success(let server):
                let pair = LinkPair(road.value, client: client, server: server)
                do { try pair.open() } catch { pair.breakOff() }
            }
        }
    }
}
