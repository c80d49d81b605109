import FerryCore

/// What all jobs of a pipeline share.
final class Workshop: Sendable {
    let parts: PipelineParts
    let hub: EventHub
    let spool: Spool
    let disk: BlockingLane
    let intake: Intake
    let gate: SlotGate
    /// The jobs that may run at once.
    let places: SlotGate
    /// `nil` where the number of slots is fixed.
    let slotTuning: SlotTuning?
    /// `nil` where the size of chunks is fixed.
    let chunkSizing: ChunkSizing?
    /// What plans for time go by.
    let speeds: SpeedBook
    /// `nil` where there is no adviser.
    let adviser: AdviserDesk?
    let link: DestinationLink
    let names = NameTurns()
    let holder: HolderLock
    let jobs: RunningJobs

    /// Blocking file work that may run at once.
    private static let diskWidth = 4

    init(_ parts: PipelineParts) throws(FerryError) {
        self.parts = parts
        let live = LiveProgress()
        speeds = SpeedBook(parts)
        adviser = AdviserDesk(parts, before: speeds.remembered)
        let own: [any MetricsRecorder] = [live, speeds] + (adviser.map { [$0] } ?? [])
        hub = EventHub(recorders: parts.recorders + own, clock: parts.clock)
        adviser?.tell(hub)
        spool = Spool(directory: parts.state, key: parts.spoolKey)
        disk = BlockingLane(label: "disk", width: Self.diskWidth)
        intake = Intake(spool: spool, lane: disk, options: parts.decoding)
        gate = SlotGate(limit: parts.send.slots)
        places = SlotGate(limit: parts.jobsAtOnce ?? parts.send.slots + JobPipeline.placesBeyondSlots)
        slotTuning =
            parts.send.tunesSlots && parts.jobsAtOnce == nil
            ? SlotTuning(gate: gate, places: places, start: parts.send.slots, clock: parts.clock) : nil
        chunkSizing = parts.send.chunkBytes == nil ? Self.chunkSizing(parts.adviser, adviser, speeds) : nil
        link = DestinationLink(
            storage: parts.storage, authorizer: parts.authorizer, transport: parts.transport,
            limits: parts.send.limits, retry: parts.send.retry, clock: parts.clock, jitter: parts.jitter)
        if let directory = parts.receiptsDirectory { try ReceiptFile.makeDirectory(directory) }
        try Self.makeExtrasDirectory(parts)
        holder = try HolderLock(directory: parts.state, name: UniqueName.make())
        let attendant = RunAttendant(parts: parts, holder: holder.name, live: live, disk: disk)
        jobs = RunningJobs(store: parts.store, clock: parts.clock, attendant: attendant)
    }

    /// Where advice is taken and nothing is known of the uplink, small chunks tell of it soon.
    private static func chunkSizing(
        _ settings: AdviserSettings, _ adviser: AdviserDesk?, _ speeds: SpeedBook
    ) -> ChunkSizing {
        guard settings.mode == .on else { return ChunkSizing() }
        let isKnown = speeds.remembered != nil
        return ChunkSizing(
            startBytes: isKnown ? ChunkSizer.startBytes : ChunkSizer.floorBytes, limits: settings.chunkLimits
        ) { adviser?.chunkBytes }
    }

    private static func makeExtrasDirectory(_ parts: PipelineParts) throws(FerryError) {
        guard !parts.media.extras.isEmpty else { return }
        guard let directory = parts.extrasDirectory ?? parts.receiptsDirectory else {
            throw FerryError(
                .storeUnavailable, "a poster, storyboard or waveform needs a directory to be written to",
                next: "name one with --extras or --receipts")
        }
        try ReceiptFile.makeDirectory(directory, for: "extras")
    }

    /// Forgets what a job at its end needs no more.
    func forgetFiles(of job: JobRecord) { parts.state.forgetFiles(of: job) }

    /// Seconds between two prolongations of the leases.
    static let heartbeatSeconds = leaseSeconds / 4
    /// Seconds between two looks for requests; a request is obeyed well within two seconds.
    static let attendanceSeconds = 0.4
    /// How long a lease holds without being prolonged, in seconds.
    static let leaseSeconds = 20.0
}

/// Names that never come twice: 120 random bits in lower-case base 32.
package enum UniqueName {
    private static let symbols = Array("0123456789abcdefghjkmnpqrstvwxyz")

    package static func make() -> String {
        var random = SystemRandomNumberGenerator()
        // The system is asked twice, not for each symbol.
        let bits = [random.next(), random.next()] as [UInt64]
        return String((0..<24).map { symbols[Int(bits[$0 / 12] >> UInt64($0 % 12 * 5) & 31)] })
    }
}
