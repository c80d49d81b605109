import NIOCore

/// The two ends of one connection through the link, and the lines between them. Belongs to the link's event loop.
final class LinkPair {
    private var lines: [LinkLine] = []
    private let road: LinkRoad
    private var flow = 0
    private let client: any Channel
    private let server: any Channel
    private var closedEnds = 0
    private var isBroken = false

    init(_ road: LinkRoad, client: any Channel, server: any Channel) {
        self.road = road
        self.client = client
        self.server = server
    }

    /// Begins to carry bytes both ways.
    func open() throws {
        flow = road.joined(self)
        let up = LinkLine(road, flow, .up, from: client, to: server)
        let down = LinkLine(road, flow, .down, from: server, to: client)
        lines = [up, down]
        try client.pipeline.syncOperations.addHandler(LinkTap(self, incoming: up, outgoing: down))
        try server.pipeline.syncOperations.addHandler(LinkTap(self, incoming: down, outgoing: up))
        up.open()
        down.open()
    }

    /// An end is closed for both directions. What it sent before still comes out at the other end.
    func closed(incoming: LinkLine, outgoing: LinkLine) {
        closedEnds += 1
        if closedEnds == 2 { return breakOff() }
        if !outgoing.isDrained {
            outgoing.cut()
            incoming.closesFarSide = true
        }
        incoming.ended()
    }

    /// Nothing passes any more: one end broke, or both are closed.
    func breakOff() {
        guard !isBroken else { return }
        isBroken = true
        for line in lines { line.cut() }
        road.left(flow)
        client.close(promise: nil)
        server.close(promise: nil)
    }
}

/// Hands what happens at one end of a connection to the lines.
final class LinkTap: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let pair: LinkPair
    private let incoming: LinkLine
    private let outgoing: LinkLine

    init(_ pair: LinkPair, incoming: LinkLine, outgoing: LinkLine) {
        self.pair = pair
        self.incoming = incoming
        self.outgoing = outgoing
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { incoming.took(unwrapInboundIn(data)) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { incoming.ended() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { outgoing.sinkIsWritable() }
    }

    func channelInactive(context: ChannelHandlerContext) { pair.closed(incoming: incoming, outgoing: outgoing) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { pair.breakOff() }
}
