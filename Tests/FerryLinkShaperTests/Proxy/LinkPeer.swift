import NIOCore
import NIOPosix
import Synchronization

/// A server on loopback that takes bytes, notes when they came, and answers when the sender has finished.
final class LinkPeer: Sendable {
    /// What the server does with what it takes.
    enum Manner: Sendable {
        /// Counts, and says `COUNT SUM\n` when the sender has finished.
        case count
        /// Sends everything back.
        case echo
        /// Takes nothing.
        case deaf
        /// Sends so many bytes at once and finishes.
        case send(Int)
        /// Breaks the connection off after the first bytes.
        case cut
    }

    struct Taken: Sendable {
        var bytes = 0
        var sum: UInt64 = 0
        /// Seconds since the server's start and bytes until then.
        var times: [(time: Double, bytes: Int)] = []
        var closed = 0
    }

    let port: Int
    let taken: Tally
    private let channel: any Channel

    final class Tally: Sendable { let value = Mutex(Taken()) }

    private init(_ channel: any Channel, _ taken: Tally) {
        self.channel = channel
        self.taken = taken
        port = channel.localAddress?.port ?? 0
    }

    static func start(_ manner: Manner) async throws -> LinkPeer {
        let taken = Tally()
        let start = NIODeadline.now()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.autoRead, value: { if case .deaf = manner { false } else { true } }())
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(Taker(manner, taken, start))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return LinkPeer(channel, taken)
    }

    /// What was taken so far.
    var facts: Taken { taken.value.withLock { $0 } }

    func stop() async { try? await channel.close() }

    private final class Taker: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let manner: Manner
        private let taken: Tally
        private let start: NIODeadline
        private var bytes = 0
        private var sum: UInt64 = 0

        init(_ manner: Manner, _ taken: Tally, _ start: NIODeadline) {
            self.manner = manner
            self.taken = taken
            self.start = start
        }

        func channelActive(context: ChannelHandlerContext) {
            guard case .send(let count) = manner else { return }
            let channel = context.channel
            context.writeAndFlush(NIOAny(ByteBuffer(repeating: 7, count: count)), promise: nil)
            context.writeAndFlush(NIOAny(ByteBuffer())).whenComplete { _ in channel.close(mode: .output, promise: nil) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            for byte in buffer.readableBytesView { sum = sum &* 31 &+ UInt64(byte) }
            bytes += buffer.readableBytes
            let now = Double((NIODeadline.now() - start).nanoseconds) / 1e9
            taken.value.withLock {
                $0.bytes += buffer.readableBytes
                $0.times.append((now, $0.bytes))
            }
            switch manner {
            case .echo: context.writeAndFlush(data, promise: nil)
            case .cut: context.close(promise: nil)
            default: break
            }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            guard event as? ChannelEvent == .inputClosed, case .count = manner else { return }
            let channel = context.channel
            context.writeAndFlush(NIOAny(ByteBuffer(string: "\(bytes) \(sum)\n"))).whenComplete { _ in
                channel.close(promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) { taken.value.withLock { $0.closed += 1 } }
    }
}
