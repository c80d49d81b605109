import Glibc
import NIOCore

/// How the sockets at both ends of a link are set up, so that a sender feels the rate and not the machine's memory.
///
/// What waits in the sender's own kernel buffer is the sender's to bound; Linux lets it grow to what
/// `net.ipv4.tcp_wmem` says, 4 MiB mostly.
struct LinkSockets {
    /// Bytes of the kernel's buffer for what a sender sent and the link has not let in: 25 ms of the rate, within
    /// 8 KiB and 256 KiB. The kernel doubles it for its own use.
    let bufferBytes: Int
    /// Bytes that are read at once.
    let blockBytes: Int
    /// Bytes that may wait for the far side before the link stops reading for it.
    static let waterMark = 256 << 10

    init(_ shape: LinkShape) {
        blockBytes = LinkSchedule.blockBytes(shape)
        let wanted = shape.bitsPerSecond.map { $0 / 8 * 0.025 } ?? .infinity
        bufferBytes = Int(min(max(wanted, 8 * 1024), 256 * 1024))
    }

    /// The kernel's receive buffer.
    static let receiveBuffer = ChannelOptions.socketOption(.so_rcvbuf)
    /// The largest segment: loopback's own of 64 KiB would make small buffers stutter.
    static let largestSegment = ChannelOptions.tcpOption(NIOBSDSocket.Option(rawValue: TCP_MAXSEG))
    static let segmentBytes = Int(CongestionWindow.segment)
}
