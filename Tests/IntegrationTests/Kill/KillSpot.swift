import FerryTesting
import Foundation

/// A fact about one protocol's road upon which the command is killed, drawn from a seed.
struct KillSpot: Sendable, CustomStringConvertible {
    /// What is waited for.
    enum Fact: Sendable {
        /// The storage got so many bytes of the object.
        case bytes(Int)
        /// So many requests have begun.
        case begun(Int)
        /// So many requests have ended.
        case ended(Int)
        /// So many events were written.
        case events(Int)
    }

    var dialect: KillDialect
    var seed: UInt64
    var fact: Fact

    var description: String { "\(dialect.name), seed \(seed), \(fact)" }

    /// A spot of a protocol; more than half of them lie in the bytes.
    init(_ dialect: KillDialect, seed: UInt64) {
        self.dialect = dialect
        self.seed = seed
        var random = SeededRandom(seed: seed &* 7919 &+ UInt64(dialect.name.utf8.reduce(0) { $0 &* 31 &+ Int($1) }))
        let requests = dialect.objectBytes / dialect.chunkBytes + 4
        fact =
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<6: .bytes(Int.random(in: 1...dialect.objectBytes, using: &random))
            case 6: .begun(Int.random(in: 1...requests, using: &random))
            case 7, 8: .ended(Int.random(in: 1...requests, using: &random))
            default: .events(Int.random(in: 1...requests * 4, using: &random))
            }
    }

    /// All spots: three hundred over all protocols in the long form, eighteen in the short one.
    static let chosen: [KillSpot] = {
        let count = KillPoint.isLongForm ? 300 : 18
        return (0..<count).map { place in
            KillSpot(KillDialect.all[place % KillDialect.all.count], seed: UInt64(place))
        }
    }()
}
