import Foundation

/// One connection through the proxy: two threads that copy, one of which counts. The sockets are closed by the thread
/// that ends last.
final class ProxiedConnection: Sendable {
    private let client: Int32
    private let server: Int32
    private let traffic: Facts<CountingProxy.Traffic>

    private init(client: Int32, server: Int32, traffic: Facts<CountingProxy.Traffic>) {
        self.client = client
        self.server = server
        self.traffic = traffic
    }

    deinit {
        close(client)
        close(server)
    }

    static func open(client: Int32, serverPort: Int, traffic: Facts<CountingProxy.Traffic>) {
        guard let server = LoopbackAddress.connect(port: serverPort) else {
            close(client)
            return
        }
        let connection = ProxiedConnection(client: client, server: server, traffic: traffic)
        Thread.detachNewThread { connection.carryRequests() }
        Thread.detachNewThread { connection.carryReplies() }
    }

    private func carryRequests() {
        var counter = RequestBodyCounter()
        copy(from: client, to: server) { bytes in
            let before = counter.isInBody
            let count = counter.take(bytes)
            let isInBody = counter.isInBody
            let fault = counter.fault
            traffic.change { traffic in
                traffic.bodyBytes += count
                if isInBody, !before { traffic.bodiesNow += 1 }
                if !isInBody, before { traffic.bodiesNow -= 1 }
                traffic.mostBodiesAtOnce = max(traffic.mostBodiesAtOnce, traffic.bodiesNow)
                if let fault { traffic.faults.append(fault) }
            }
        }
        if counter.isInBody { traffic.change { $0.bodiesNow -= 1 } }
    }

    private func carryReplies() { copy(from: server, to: client) { _ in } }

    /// Copies until either side is gone, then ends both.
    private func copy(from: Int32, to: Int32, _ look: (ArraySlice<UInt8>) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(from, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            look(buffer[..<count])
            guard Self.sendAll(buffer[..<count], to: to) else { break }
        }
        shutdown(from, Int32(SHUT_RDWR))
        shutdown(to, Int32(SHUT_RDWR))
    }

    private static func sendAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
