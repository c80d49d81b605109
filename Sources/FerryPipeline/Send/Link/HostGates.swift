import FerryCore
import HTTPTypes
import Synchronization

/// The gates of all hosts that one destination leads to, its own and those it redirects to.
final class HostGates: Sendable {
    /// More hosts than these are not remembered while they are well.
    private static let most = 32

    private let gates = Mutex<[String: HostGate]>([:])
    private let policy: HostBreaker.Policy
    private let clock: any FerryClock
    private let jitter: @Sendable () -> Double

    init(policy: HostBreaker.Policy, clock: any FerryClock, jitter: @escaping @Sendable () -> Double) {
        self.policy = policy
        self.clock = clock
        self.jitter = jitter
    }

    /// Whether none of the hosts is held to be down.
    var areOpen: Bool { gates.withLock { $0.values.allSatisfy(\.isOpen) } }

    /// The gate of a request's host.
    func gate(of head: HTTPRequest) -> HostGate {
        let name = (head.authority ?? "").lowercased()
        let key = "\(head.scheme ?? "")://\(name)"
        return gates.withLock { gates in
            if let known = gates[key] { return known }
            if gates.count >= Self.most { gates = gates.filter { !$0.value.isIdle } }
            let gate = HostGate(name: name, policy: policy, clock: clock, jitter: jitter)
            gates[key] = gate
            return gate
        }
    }
}
