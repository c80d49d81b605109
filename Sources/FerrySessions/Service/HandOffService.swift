public import FerryCore
import FerryPipeline
import Logging

/// The hand-off service: sessions, answers that are safe the moment they are given, and the work on their media.
///
/// It is the shell around pure decisions; HTTP is somebody else's. One process has a state directory's service at a time.
public final class HandOffService: Sendable {
    let parts: ServiceParts
    let loop: WorkLoop
    let tokens: RecoveryTokens
    let control: JobControl
    let flagBook: FlagBook
    let arrivals: ArrivalGate
    let events: EventLog
    let tally: ServiceTally
    let rollout: RolloutTally
    let runReport: ServiceReport
    let known = KnownSessions()
    let doors = SessionDoors()
    let bell = JobBell()
    let pending = PendingGauge()
    let reconciliation = Reconciliation()
    let playback: PlaybackBook
    private let logger = Logger(label: "mediaferry.service")

    /// Puts a service together; ``run()`` has it work.
    ///
    /// - Parameters:
    ///   - flags: The switches, which others may look at too.
    ///   - recorders: They are recorders of the pipeline.
    package init(_ parts: ServiceParts, flags: FlagBook, recorders: ServiceRecorders) async {
        self.parts = parts
        (events, tally, rollout) = (recorders.events, recorders.tally, recorders.rollout)
        runReport = recorders.report
        tokens = await RecoveryTokens(key: parts.recoveryKey)
        control = JobControl(state: parts.state, store: parts.jobs, clock: parts.clock)
        flagBook = flags
        playback = PlaybackBook(store: parts.playback, clock: parts.clock)
        arrivals = ArrivalGate(settings: parts.settings)
        let reattempts = ReattemptQueue(store: parts.jobs, control: control, clock: parts.clock)
        loop = WorkLoop(
            pipeline: parts.pipeline,
            limits: .init(inFlight: parts.settings.jobsInFlight, batch: parts.settings.claimBatch), clock: parts.clock
        ) { [bell] id, result in
            bell.ring(id)
            guard case .failure = result, let job = try? await parts.jobs.job(id), let due = job.nextAttemptAt,
                job.state == .failed
            else { return }
            reattempts.add(id, due: due)
        }
        self.reattempts = reattempts
    }

    let reattempts: ReattemptQueue

    /// Takes up what was in flight when the last process ended, and works until the task is cancelled or ``stop()`` is
    /// called.
    ///
    /// - Throws: `store.unavailable` when what was in flight cannot be found.
    public func run() async throws(FerryError) {
        await drainOutbox()
        _ = try await parts.pipeline.recover()
        try await reattempts.load()
        if try await parts.flags.isPaused() { loop.hold(true) }
        if let turned = try? await parts.flags.turnedFlags() { configure(turned, from: .runTime) }
        await pending.refresh(from: parts.stores)
        let tasks = [
            every(PendingGauge.refreshSeconds) { await self.pending.refresh(from: self.parts.stores) },
            Task { [reattempts, loop] in await reattempts.run { loop.wake() } },
            Task { await webhookLane.run() },
            every(Self.drainSeconds) { await self.drainOutbox() },
            // Other processes may have changed a job, of which nobody hears here.
            every(Self.settleSeconds) { self.bell.ringAll() },
            every(Self.settleSeconds) { await self.playback.settle(after: ProgressDiary.pauseSeconds) },
            Task { await self.reconcile() },
            every(Reconciliation.roundSeconds) { await self.reconcile() },
            every(Self.cleanUpSeconds) { _ = try? await self.cleanUp(isDryRun: false) },
        ]
        await withTaskCancellationHandler {
            await loop.run()
        } onCancel: {
            loop.stop()
        }
        bell.ringAll()
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        await playback.settle(after: 0)
    }

    private var webhookLane: WebhookLane {
        WebhookLane(
            store: parts.webhooks, sessions: parts.sessions, jobs: parts.jobs, transport: parts.transport,
            location: parts.settings.webhookURL.flatMap { HTTPLocation($0) }, secret: parts.settings.webhookSecret,
            clock: parts.clock, policy: WebhookPolicy(waits: parts.settings.webhookWaits), logger: logger)
    }

    /// Does something again and again until the task is cancelled.
    private func every(_ seconds: Double, _ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task { [clock = parts.clock] in
            while (try? await clock.sleep(seconds: seconds)) != nil { await body() }
        }
    }

    /// Seconds between two looks for positions that wait for a write.
    static let settleSeconds = 5.0
    /// Seconds between two clean-ups.
    static let cleanUpSeconds = 3600.0

    /// Compares what was acknowledged with what is there, now.
    package func reconcile() async {
        guard let found = try? await reconciliation.round(parts), found.missing + found.gone > 0 else { return }
        logger.critical(
            "acknowledged media is missing",
            metadata: [
                "jobs": "\(found.missing)", "bytes of jobs": "\(found.gone)",
                "names": "\(found.jobs.prefix(20).map(\.rawValue).sorted())",
            ])
    }

    /// Seconds between two tries to hand the store what waits in the outbox.
    static let drainSeconds = 1.0

    /// Hands the store what waits in the outbox, when it can be written again.
    func drainOutbox() async {
        guard !parts.outbox.isEmpty, let replay = try? await parts.outbox.replay(into: parts.sessions) else { return }
        if replay.refused + replay.damaged > 0 {
            logger.critical(
                "acknowledged answers could not be stored; those that can be read are kept in refused.log",
                metadata: ["refused": "\(replay.refused)", "damaged": "\(replay.damaged)"])
        }
        loop.wake()
    }

    /// Stops taking jobs up, stops those under way where they stand, and keeps their state.
    public func stop() async {
        loop.stop()
        bell.ringAll()
        await parts.pipeline.stop()
    }

    /// The time of the service.
    var now: Timestamp { parts.clock.now() }
}
