public import FerryCore
import Synchronization

/// A small HTTP/1.1 server on loopback that misbehaves on command, for tests.
///
/// Behind it stands a ``ScriptedStorage``, an honest model of one protocol in memory; by default a ``TusStore``. A
/// ``FaultPlan`` says which requests are treated how. Everything is recorded, so that a test asserts exact sequences, and facts can be awaited.
///
/// It works on blocking sockets with a thread for each connection, and never on Swift's pool.
///
/// ```swift
/// let server = FaultServer(plan: FaultPlan().on("PATCH", 1, .reset(afterBodyBytes: 1000)))
/// let endpoint = try server.start()
/// defer { server.stop() }
/// ```
public final class FaultServer: Sendable {
    let monitor: Monitor<ServerState>
    private let root: String
    private let running = Mutex<Running?>(nil)
    let lastWaiter = Atomic<Int>(0)

    /// The listener and the thread that accepts.
    private struct Running: ~Copyable, Sendable {
        var listener: Listener
        var thread: ServerThread
    }

    /// Shared by the accepting thread and ``stop()``.
    private final class Listener: Sendable {
        let socket: ListeningSocket
        init() throws(SocketError) { socket = try ListeningSocket() }
    }

    /// The system refused what a server needs.
    public struct StartFailure: Error, CustomStringConvertible {
        /// The call and the system's error number.
        public var description: String
    }

    /// Creates a server of any protocol that does not listen yet.
    ///
    /// - Parameters:
    ///   - storage: What stands behind it.
    ///   - plan: Which requests meet which fault.
    ///   - now: The server's own time; the system's unless a test has a clock of its own.
    public init(
        _ storage: some ScriptedStorage, plan: FaultPlan = FaultPlan(), now: (@Sendable () -> Timestamp)? = nil
    ) {
        root = storage.root
        monitor = Monitor(ServerState(storage: storage, plan: plan, now: now ?? { .current }))
    }

    /// Creates a server of tus uploads that does not listen yet.
    ///
    /// - Parameters:
    ///   - plan: Which requests meet which fault.
    ///   - maxSize: The largest upload in bytes; more is answered with 413.
    ///   - reprDigest: Gives the value of `Repr-Digest` for a finished object's bytes, such as `sha-256=:…:` (RFC 9530);
    ///     without it the field is left out.
    public convenience init(
        plan: FaultPlan = FaultPlan(), maxSize: Int64 = 1 << 32,
        reprDigest: (@Sendable ([UInt8]) -> String?)? = nil
    ) {
        self.init(TusStore(maxSize: maxSize, reprDigest: reprDigest), plan: plan)
    }

    deinit { stop() }

    /// Listens on a free loopback port.
    ///
    /// - Returns: The URL of the storage's root, such as `http://127.0.0.1:PORT/files/`.
    public func start() throws(StartFailure) -> String {
        do throws(SocketError) {
            let listener = try Listener()
            let monitor = monitor
            guard let thread = ServerThread({ Self.accept(listener, monitor) }) else { throw SocketError("thread") }
            running.withLock { $0 = Running(listener: listener, thread: thread) }
            return "http://127.0.0.1:\(listener.socket.port)\(root)"
        } catch {
            throw StartFailure(description: "\(error.call) failed with error \(error.number)")
        }
    }

    /// Ends all connections and joins all threads. Whoever still waits for a request gets none.
    public func stop() {
        guard let running = running.withLock({ $0.take() }) else { return }
        StreamSocket.interrupt(running.listener.socket.descriptor)
        running.thread.join()
        let threads = monitor.withLock { state in
            state.isStopped = true
            state.stopAllWaiting()
            for line in state.connections.values { StreamSocket.interrupt(line.descriptor) }
            return state.threads
        }
        for thread in threads { thread.join() }
    }

    private static func accept(_ listener: Listener, _ monitor: Monitor<ServerState>) {
        while let descriptor = listener.socket.nextConnection() {
            guard let line = try? ServerLine(descriptor: descriptor) else {
                _ = StreamSocket(adopting: descriptor)
                continue
            }
            monitor.withLock { state in
                state.connectionCount += 1
                let number = state.connectionCount
                state.connections[number] = line
                let thread = ServerThread {
                    ServerConnection(number: number, descriptor: descriptor, line: line, monitor: monitor).run()
                }
                if let thread {
                    state.threads.append(thread)
                } else {
                    state.connections[number] = nil
                    _ = StreamSocket(adopting: descriptor)
                }
            }
        }
    }
}
