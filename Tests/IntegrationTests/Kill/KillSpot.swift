import FerryTesting
import Foundation

/// A place on one protocol's road where the command is killed, drawn from a seed.
struct KillSpot: Sendable, CustomStringConvertible {
    /// The fact upon which it is killed.
    enum Fact: Sendable, Hashable {
        /// The storage got so many bytes of the object and takes no more.
        case bytes(Int64)
        /// The n-th request did what it asks, and its reply is withheld.
        case unanswered(Int)
        /// The n-th request was answered.
        case answered(Int)
        /// So many events were written.
        case events(Int)
        /// An event was written that has this in its line.
        case event(String)
    }

    /// Moments that a share of the road rarely meets: before the source is hashed, before anything is sent, between the
    /// last byte and the check, and between the check and the end.
    static let moments = ["\"run.started\"", "\"job.accepted\"", "\"to\":\"confirming\"", "\"job.delivered\""]

    /// What kind of fact is drawn; its place on the road is a share of an uninterrupted run.
    enum Kind: Sendable, Hashable { case bytes, unanswered, answered, events, moment }

    var dialect: KillDialect
    var seed: UInt64
    var kind: Kind
    /// From 0 to 1, below 1.
    var share: Double

    var description: String { "\(dialect.name), seed \(seed): \(kind) at \(share)" }

    /// A spot of a protocol; nearly half of them lie in the bytes.
    init(_ dialect: KillDialect, seed: UInt64) {
        self.dialect = dialect
        self.seed = seed
        var random = SeededRandom(seed: seed &* 7919 &+ 20_261_121)
        kind =
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<9: .bytes
            case 9..<13: .unanswered
            case 13..<16: .answered
            case 16..<18: .events
            default: .moment
            }
        share = Double.random(in: 0..<1, using: &random)
    }

    /// The fact, on a road that was walked once without a stop.
    func fact(_ whole: KillBaseline) -> Fact {
        switch kind {
        case .bytes: .bytes(1 + Int64(share * Double(dialect.objectBytes)))
        case .unanswered: .unanswered(1 + Int(share * Double(whole.requests)))
        case .answered: .answered(1 + Int(share * Double(whole.requests)))
        case .events: .events(1 + Int(share * Double(whole.events)))
        case .moment: .event(Self.moments[Int(share * Double(Self.moments.count))])
        }
    }

    /// Spots of the long form over all protocols, and how many of them are those of folders.
    static let longCount = 300
    static let longCountOfFolders = longCount / (KillDialect.all.count + 1)

    /// The spots of all protocols with a server; three of each in the short form.
    static let chosen: [KillSpot] = {
        let dialects = KillDialect.all
        let count = KillPoint.isLongForm ? longCount - longCountOfFolders : 3 * dialects.count
        return (0..<count).map { KillSpot(dialects[$0 % dialects.count], seed: UInt64($0)) }
    }()
}

/// What an uninterrupted run needs.
struct KillBaseline: Sendable {
    var requests: Int
    /// Requests without bytes of the object.
    var questions: Int
    var events: Int
}
