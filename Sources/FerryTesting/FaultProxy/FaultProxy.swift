import Synchronization

/// A TCP proxy on loopback that misbehaves on command, to stand before real servers.
///
/// It knows nothing of what it carries. Faults are chosen for each connection by its number; a blackout is for all. It
/// works on blocking sockets with two threads for each connection, and never on Swift's pool.
///
/// ```swift
/// let proxy = FaultProxy(toPort: server.port) { $0 == 1 ? [.reset(.toServer, afterBytes: 10_000)] : [] }
/// let port = try proxy.start()
/// defer { proxy.stop() }
/// ```
public final class FaultProxy: Sendable {
    /// Which way bytes go.
    public enum Direction: Sendable, Hashable, CaseIterable {
        /// From the client to the server.
        case toServer
        /// From the server to the client.
        case toClient
    }

    /// One way to treat a connection badly. Byte counts are of one direction, from 0.
    public enum Fault: Sendable, Hashable {
        /// Holds every piece back for so many seconds.
        case delay(Direction, seconds: Double)
        /// Breaks both connections off (TCP reset) when so many bytes have passed.
        case reset(Direction, afterBytes: Int)
        /// Closes both connections when so many bytes have passed.
        case cut(Direction, afterBytes: Int)
        /// Lets nothing more pass in this direction after so many bytes, until released.
        case stall(Direction, afterBytes: Int)
        /// Lets so many bytes pass at a time with so many seconds between.
        case trickle(Direction, bytes: Int, everySeconds: Double)
        /// Flips the lowest bit of one byte.
        case corrupted(Direction, at: Int)

        var direction: Direction {
            switch self {
            case .delay(let way, _), .reset(let way, _), .cut(let way, _), .stall(let way, _), .trickle(let way, _, _),
                .corrupted(let way, _):
                way
            }
        }
    }

    /// What the threads share.
    struct State {
        var lines: [Int: ProxyLine] = [:]
        var threads: [ServerThread] = []
        var connectionCount = 0
        var passed: [Direction: Int] = [:]
        var isDark = false
        var isStopped = false
        /// How often stalled connections were released.
        var releases = 0
        /// Directions that are stalled now.
        var stalledCount = 0
    }

    private final class Listener: Sendable {
        let socket: ListeningSocket
        init() throws(SocketError) { socket = try ListeningSocket() }
    }

    private struct Running: ~Copyable, Sendable {
        var listener: Listener
        var thread: ServerThread
    }

    private let monitor = Monitor(State())
    private let serverPort: Int
    private let faults: @Sendable (Int) -> [Fault]
    private let running = Mutex<Running?>(nil)

    /// Creates a proxy that does not listen yet.
    ///
    /// - Parameters:
    ///   - serverPort: The port on loopback it leads to.
    ///   - faults: The faults of a connection by its number, from 1; of each kind and direction the first counts.
    public init(toPort serverPort: Int, faults: @escaping @Sendable (_ connection: Int) -> [Fault] = { _ in [] }) {
        self.serverPort = serverPort
        self.faults = faults
    }

    deinit { stop() }

    /// How many connections were made so far.
    public var connectionCount: Int { monitor.withLock { $0.connectionCount } }

    /// How many bytes have passed in a direction, over all connections.
    public func passedBytes(_ direction: Direction) -> Int { monitor.withLock { $0.passed[direction] ?? 0 } }

    /// How many directions of connections are stalled now.
    public var stalledCount: Int { monitor.withLock { $0.stalledCount } }

    /// Lets nothing pass while on; connections are still accepted, as by a network that loses every packet.
    public func setBlackout(_ isOn: Bool) { monitor.withLock { $0.isDark = isOn } }

    /// Lets all connections go on that are stalled now.
    public func release() { monitor.withLock { $0.releases += 1 } }

    /// Listens on a free loopback port and gives it.
    public func start() throws(FaultServer.StartFailure) -> Int {
        do throws(SocketError) {
            let listener = try Listener()
            guard let thread = acceptor(listener) else { throw SocketError("thread") }
            running.withLock { $0 = Running(listener: listener, thread: thread) }
            return listener.socket.port
        } catch {
            throw FaultServer.StartFailure(description: "\(error.call) failed with error \(error.number)")
        }
    }

    /// Ends all connections and joins all threads.
    public func stop() {
        guard let running = running.withLock({ $0.take() }) else { return }
        StreamSocket.interrupt(running.listener.socket.descriptor)
        running.thread.join()
        let threads = monitor.withLock { state in
            state.isStopped = true
            for line in state.lines.values { line.end() }
            return state.threads
        }
        for thread in threads { thread.join() }
    }

    private func acceptor(_ listener: Listener) -> ServerThread? {
        let (monitor, port, faults) = (monitor, serverPort, faults)
        return ServerThread {
            while let client = listener.socket.nextConnection() {
                guard let line = ProxyLine(client: client, serverPort: port) else { continue }
                monitor.withLock { state in
                    state.connectionCount += 1
                    let number = state.connectionCount
                    state.lines[number] = line
                    let chosen = faults(number)
                    for direction in Direction.allCases {
                        let way = ProxyWay(direction, line: line, faults: chosen, monitor: monitor)
                        let thread = ServerThread {
                            way.carry()
                            if line.leave() { monitor.withLock { $0.lines[number] = nil } }
                        }
                        if let thread { state.threads.append(thread) } else { line.end() }
                    }
                }
            }
        }
    }
}
