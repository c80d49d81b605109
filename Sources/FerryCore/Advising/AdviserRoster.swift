/// Where the recordings stand that the adviser knows of, as events tell it.
struct AdviserRoster: Sendable, Equatable {
    /// One recording.
    struct Entry: Sendable, Equatable {
        /// Recordings that were accepted before.
        let order: Int
        /// Bytes of its source.
        let sourceBytes: Double
        var standing = Standing.waiting
        /// What was decided; `nil` for what the adviser was not asked about.
        var chosen: AdvisedWay?
        /// What may take its place: the packets as they are while it is encoded, the encode while it scouts.
        var other: AdvisedWay?
        var isScout = false
    }

    /// Where one stands.
    enum Standing: Sendable, Equatable {
        case waiting
        case made(Making)
        case sent(left: Double, acknowledged: Double)
    }

    /// One that is worked on.
    struct Making: Sendable, Equatable {
        var encodeSeconds: Double
        var checkSeconds: Double
        var bytes: Double
        /// Seconds of the shared clock, and of media, at the first report that counts.
        var mark: (shown: Double, done: Double)?
        /// Seconds of the machine until the encode is done.
        var left: Double

        static func == (one: Making, other: Making) -> Bool {
            one.encodeSeconds == other.encodeSeconds && one.left == other.left && one.bytes == other.bytes
        }
    }

    /// Recordings that are remembered at most; more are not looked ahead to.
    static let maxEntries = 4096

    private(set) var entries: [JobID: Entry] = [:]
    private var accepted = 0
    private var clock = SharedWorkClock()
    private var making: Set<JobID> = []

    subscript(job: JobID) -> Entry? {
        get { entries[job] }
        set { entries[job] = newValue }
    }

    /// A recording was taken in.
    mutating func accept(_ job: JobID, bytes: Int64) {
        guard entries[job] == nil, entries.count < Self.maxEntries else { return }
        accepted += 1
        entries[job] = Entry(order: accepted, sourceBytes: Double(max(1, bytes)))
    }

    /// It is known what is made of it.
    mutating func begin(_ job: JobID, encode: Double, check: Double, bytes: Double, at time: Timestamp) {
        guard entries[job] != nil else { return }
        let work = Making(encodeSeconds: encode, checkSeconds: check, bytes: bytes, left: encode)
        entries[job]?.standing = encode + check > 0 ? .made(work) : .sent(left: bytes, acknowledged: 0)
        if encode + check > 0, making.insert(job).inserted { _ = clock.begin(at: time) }
    }

    /// The encoder has come so far.
    mutating func progress(_ job: JobID, _ progress: FerryEvent.EncodeProgress, at time: Timestamp) {
        guard case .made(var work)? = entries[job]?.standing, let total = progress.secondsTotal, total > 0 else {
            return
        }
        let shown = clock.look(at: time)
        let done = min(max(0, progress.secondsDone), total)
        if let mark = work.mark {
            let (taken, worked) = (shown - mark.shown, done - mark.done)
            if worked >= EncodeTrial.leastShare * total, taken > 0 {
                work.left = (total - done) * taken / worked
            } else {
                work.left = work.encodeSeconds * (1 - done / total)
            }
        } else if done >= EncodeTrial.lookaheadSeconds {
            work.mark = (shown, done)
            work.left = work.encodeSeconds * (1 - done / total)
        }
        entries[job]?.standing = .made(work)
    }

    /// It goes out from now on, or has come so far.
    mutating func send(_ job: JobID, left: Double?, acknowledged: Double, at time: Timestamp) {
        guard let entry = entries[job] else { return }
        endWork(job, at: time)
        var rest = left ?? max(0, entry.sourceBytes - acknowledged)
        if left == nil, case .made(let work) = entry.standing { rest = work.bytes }
        if left == nil, case .sent(let known, _) = entry.standing { rest = known }
        entries[job]?.standing = .sent(left: rest, acknowledged: acknowledged)
    }

    /// It waits again.
    mutating func wait(_ job: JobID, at time: Timestamp) {
        endWork(job, at: time)
        entries[job]?.standing = .waiting
        entries[job]?.isScout = false
        entries[job]?.other = nil
    }

    /// It is no more.
    mutating func forget(_ job: JobID, at time: Timestamp) {
        endWork(job, at: time)
        entries[job] = nil
    }

    private mutating func endWork(_ job: JobID, at time: Timestamp) {
        if making.remove(job) != nil { _ = clock.end(at: time) }
    }

    /// What is left of all that are on the road but one, the first that came first.
    func underWay(but job: JobID) -> [RoadForecast.Load] {
        entries.compactMap { id, entry in id == job ? nil : entry.standing.load.map { (entry.order, $0) } }
            .sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Bytes of the sources that wait behind one, the next one first.
    func waiting(but job: JobID) -> [Double] {
        entries.filter { $0.key != job && $0.value.standing == .waiting }.map(\.value).sorted { $0.order < $1.order }
            .prefix(RoadForecast.horizon).map(\.sourceBytes)
    }

    /// Whether one goes ahead to measure the uplink.
    var scout: Entry? { entries.values.first { $0.isScout } }
}

extension AdviserRoster.Standing {
    /// What is left to do; `nil` for what waits.
    var load: RoadForecast.Load? {
        switch self {
        case .waiting: nil
        case .made(let work): .init(workSeconds: max(1e-6, work.left + work.checkSeconds), bytes: work.bytes)
        case .sent(let left, _): .init(workSeconds: 0, bytes: left)
        }
    }
}
