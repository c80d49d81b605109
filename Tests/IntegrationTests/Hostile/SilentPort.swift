import Foundation
import Synchronization

/// Listens on a port of this machine and counts who connects.
final class SilentPort: Sendable {
    let port: Int
    private let descriptor: Int32
    private let count = Mutex(0)

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw SystemFailure("bind", errno) }
        port = Int(UInt16(bigEndian: address.sin_port))
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
    }

    deinit { close(descriptor) }

    /// Connections that were made until now: those that wait are taken and counted.
    var connections: Int {
        count.withLock { count in
            while true {
                let taken = accept(descriptor, nil, nil)
                guard taken >= 0 else { return count }
                close(taken)
                count += 1
            }
        }
    }
}
