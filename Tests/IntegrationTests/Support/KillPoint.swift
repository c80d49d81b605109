import FerryTesting
import Foundation

/// A fact upon which the command is killed.
enum KillPoint: Sendable, CustomStringConvertible {
    /// The process was started.
    case start
    /// It wrote that many events.
    case event(Int)
    /// That many body bytes passed the proxy.
    case bodyBytes(Int)
    /// It read that many bytes of standard input and waits for more.
    case input(Int)

    var description: String {
        switch self {
        case .start: "at the start"
        case .event(let count): "after \(count) events"
        case .bodyBytes(let count): "after \(count) body bytes"
        case .input(let count): "after \(count) bytes of standard input"
        }
    }

    /// Bytes of the file that is sent in these tests.
    static let objectBytes = 1_200_000
    /// Bytes of a chunk.
    static let chunkBytes = 48_000

    /// Fifty points over the whole road, the same in every run.
    static let all: [KillPoint] = {
        var random = SeededRandom(seed: 20_261_121)
        let events = (0..<26).map { KillPoint.event(1 + $0 * 6) }
        let bytes = (0..<18).map {
            KillPoint.bodyBytes($0 * objectBytes / 18 + Int.random(in: 1...60_000, using: &random))
        }
        let inputs = [1, 65_536, 700_000, objectBytes - 1].map { KillPoint.input($0) }
        return [.start] + zip(events, bytes).flatMap { [$0, $1] } + events[18...] + inputs + [.event(1000)]
    }()

    /// Whether every point is tried, not only a part of them.
    static let isLongForm = ProcessInfo.processInfo.environment["MEDIAFERRY_TEST_FAULTS"] == "all"

    /// All points where MEDIAFERRY_TEST_FAULTS is `all`, else one in four.
    static let chosen: [KillPoint] = all.enumerated()
        .filter { isLongForm || $0.offset % 4 == 0 }.map(\.element)
}
