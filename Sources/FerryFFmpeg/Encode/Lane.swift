import CFerryFFmpeg
import FerryCore

/// The way of one track from packets of the source to packets of the rendition.
protocol Lane: AnyObject {
    /// The track's place in the source.
    var sourceIndex: Int { get }
    /// Takes the track's next packet, its times already on the common line.
    func take(_ packet: borrowing PacketHandle) throws
    /// Brings out everything that is still inside.
    func finish() throws
}

/// A lane that counts on its own what became of its track.
protocol CountingLane: Lane {
    /// What was counted.
    var tally: LaneTally { get }
}

/// Counts of one track on its way. Seconds run from its first to the end of its last frame.
struct LaneTally: Equatable, Codable {
    /// How many different notes are kept.
    static let maxNotes = 32

    var framesIn = 0
    var framesOut = 0
    var framesDropped = 0
    var faults = 0
    var notes: [String] = []
    private(set) var input = Span()
    private(set) var output = Span()

    /// Takes a frame of the source.
    mutating func addInput(from start: Double, seconds: Double) {
        framesIn += 1
        input.add(from: start, to: start + seconds)
    }

    /// Takes a frame of the rendition.
    mutating func addOutput(from start: Double, seconds: Double) {
        framesOut += 1
        extendOutput(from: start, seconds: seconds)
    }

    /// Takes a stretch of the rendition whose packets are counted apart.
    mutating func extendOutput(from start: Double, seconds: Double) { output.add(from: start, to: start + seconds) }

    /// Adds a note once.
    mutating func note(_ text: String) {
        if notes.count < Self.maxNotes, !notes.contains(text) { notes.append(text) }
    }

    /// Takes packets of the rendition whose times are counted apart.
    mutating func count(packets: Int) { framesOut += packets }

    /// Adds the counts of another stretch of the same track.
    mutating func append(_ next: LaneTally) {
        framesIn += next.framesIn
        framesOut += next.framesOut
        framesDropped += next.framesDropped
        faults += next.faults
        for text in next.notes { note(text) }
        input.add(next.input)
        output.add(next.output)
    }

    /// From the earliest start to the latest end.
    struct Span: Equatable, Codable {
        private(set) var start: Double?
        private(set) var end: Double?
        var seconds: Double { max(0, (end ?? 0) - (start ?? 0)) }

        mutating func add(from first: Double, to last: Double) {
            start = min(start ?? first, first)
            end = max(end ?? last, last)
        }

        mutating func add(_ other: Span) {
            if let first = other.start, let last = other.end { add(from: first, to: last) }
        }
    }
}
