import FerryTesting

@testable import FerryCore

/// A queue of recordings on the road, as the pipeline takes them: at most four at once, each inspected, made, checked and
/// sent one after the other; encoders share the machine, two slots share the link.
///
/// The adviser is told what the product's events tell and nothing else. How fast the encoder really is, how large a
/// rendition gets and how the link goes on is known to the simulation alone.
struct RoadSimulation {
    enum Strategy: Sendable {
        case always, never
        case adviser(AdviserSettings)
    }

    /// What is simulated.
    struct Setting: Sendable, CustomStringConvertible {
        var megabits: Double
        var mediaSeconds: Double
        var count: Int
        var trace = LinkTrace.steady
        /// True over expected seconds of work on this machine.
        var machine = 1.0
        var preset = Preset.interview
        var seed: UInt64 = 1
        /// Bytes a second that an earlier run measured.
        var before: Double?

        var description: String {
            "\(count) x \(mediaSeconds) s, \(megabits) Mbit/s, \(trace.name), machine \(machine)"
        }
    }

    static let places = 4
    static let slots = 2
    static let roundTrip = 0.04
    static let inspectSeconds = 0.1

    enum Phase {
        case waiting
        case inspecting(Double)
        case asking
        case making(left: Double)
        case checking(Double)
        /// Until when it waits, before it wants a slot.
        case pausing(until: Double)
        case ready
        case sending(left: Double)
        /// All bytes of the chunk are out; the answer comes then.
        case answered(at: Double)
        case done
    }

    struct Job {
        let id: JobID
        let encodeNoise: Double
        let sizeNoise: Double
        var phase = Phase.waiting
        var way: AdvisedWay?
        var ways: [AdvisedWay] = []
        var work = 0.0
        var bytes = 0.0
        var acknowledged = 0.0
        var chunk = 0.0
        var chunkStarted = 0.0
        var index = 0
        var failures = 0
        var readySince = 0.0
    }

    let setting: Setting
    let strategy: Strategy
    let probe: MediaProbe
    var jobs: [Job] = []
    var time = 0.0
    var forecast: DeliveryForecast
    var adviser: Adviser?
    var sizer = ChunkSizer()
    var random: SeededRandom
    var segment = 0
    var segmentEnd = 0.0
    var nextBreak = Double.infinity
    /// What the adviser did.
    var changes: [FerryEvent.Decision] = []

    init(_ setting: Setting, _ strategy: Strategy) {
        self.setting = setting
        self.strategy = strategy
        probe = ProbeSamples.probe(
            "webm",
            [
                ProbeSamples.video(seconds: setting.mediaSeconds), ProbeSamples.audio(seconds: setting.mediaSeconds),
            ], header: .none, index: false, front: false)
        forecast = DeliveryForecast(uplink: nil)
        random = SeededRandom(seed: setting.seed)
        if case .adviser(let settings) = strategy {
            adviser = Adviser(settings: settings, places: Self.places, before: setting.before)
            sizer = ChunkSizer(startBytes: ChunkSizer.floorBytes)
        }
        var noise = SeededRandom(seed: setting.seed &+ 77)
        jobs = (0..<setting.count).map { index in
            Job(
                id: JobID(rawValue: "job\(index)"), encodeNoise: Double.random(in: 0.8...1.25, using: &noise),
                sizeNoise: Double.random(in: 0.75...1.3, using: &noise))
        }
        segmentEnd = setting.trace.segments[0].seconds
    }

    /// Seconds from hand-in to the last acknowledged byte.
    mutating func run() throws -> Double {
        for job in jobs {
            let source = SourceRecord(
                name: "a.webm", kind: .file, path: nil, spoolKey: nil, identity: nil, mediaType: "video/webm",
                bytes: probe.bytes, sha256: "00")
            tell(job.id, .jobAccepted(.init(source: .init(source))))
        }
        while try step() {}
        return time
    }

    mutating func tell(_ job: JobID, _ kind: FerryEvent.Kind) {
        guard adviser != nil else { return }
        let event = FerryEvent(seq: 1, time: now, jobId: job, kind: kind)
        for decision in adviser?.take(event) ?? [] { changes.append(decision) }
    }

    var now: Timestamp { Timestamp(microseconds: Int64(time * 1e6)) }
    var rate: Double {
        setting.megabits * 125_000 * setting.trace.segments[segment % setting.trace.segments.count].share
    }
}
