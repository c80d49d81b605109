public import FerryCore
import FerryPipeline

extension HandOffService {
    /// How the service stands.
    ///
    /// What was lost is what rows say: media that was acknowledged and has no job, and jobs whose bytes are gone before they
    /// were delivered, as ``Reconciliation`` found them last. Answers of the outbox that no store could take count with them.
    public func monitoring() async throws(FerryError) -> MonitoringReport {
        let (stored, counts) = (try await parts.stores.tally(), tally.snapshot)
        let waiting = parts.outbox.count
        let pending = stored.pendingMedia
        let refused = parts.outbox.refusedCount
        let found = reconciliation.latest
        let lost = stored.lostMedia + found.gone + refused
        let taken = counts.handOffs + counts.failedHandOffs
        let retried = counts.retriedDelivered + counts.retriedFailed
        return MonitoringReport(
            queue: .init(
                depth: stored.queueDepth + waiting,
                oldestSeconds: stored.oldestWaiting.map { max(0, now.seconds(since: $0)) }),
            errors: counts.errors, saveSuccess: taken == 0 ? 1 : Double(counts.handOffs) / Double(taken),
            retrySuccess: retried == 0 ? 1 : Double(counts.retriedDelivered) / Double(retried),
            recoveries: counts.recoveries, acknowledgementSeconds: .init(counts.acknowledgement),
            store: .init(
                commits: parts.meter.counts.commits, querySecondsP99: parts.meter.counts.querySeconds.percentile(0.99)),
            loss: .init(
                acknowledged: stored.acknowledgedMedia + waiting + refused, delivered: stored.deliveredMedia,
                pending: max(0, pending - found.gone) + waiting, failed: stored.failedMedia, lost: lost),
            lossCheckedAt: found.at)
    }

    /// What can be learned from the sessions.
    public func analytics() async throws(FerryError) -> AnalyticsReport {
        let stored = try await parts.stores.tally()
        let all = stored.sessions.values.reduce(0, +)
        let done = stored.sessions[.completed] ?? 0
        return AnalyticsReport(
            completionRate: all == 0 ? nil : Double(done) / Double(all),
            durationByKind: stored.durations.sorted { $0.key < $1.key }.map { kind, spread in
                .init(kind: kind, averageSeconds: spread.average, count: spread.count)
            },
            responseSeconds: .init(
                average: stored.responses?.average, min: stored.responses?.low, max: stored.responses?.high))
    }

    /// What the metrics page tells.
    public func metrics() async throws(FerryError) -> ServiceMetrics {
        let (stored, counts) = (try await parts.stores.tally(), tally.snapshot)
        var metrics = counts.metrics
        (metrics.slotsBusy, metrics.slotsLimit) = parts.pipeline.slots
        metrics.queueDepth = stored.queueDepth + parts.outbox.count
        metrics.queueOldestSeconds = stored.oldestWaiting.map { max(0, now.seconds(since: $0)) } ?? 0
        metrics.acknowledgement = counts.acknowledgement
        metrics.storeCommits = parts.meter.counts.commits
        metrics.answersLost = stored.lostMedia + reconciliation.latest.gone + parts.outbox.refusedCount
        return metrics
    }

    /// Recomputes a session from scratch and says what differs from what is kept.
    ///
    /// - Throws: `session.notFound`.
    public func validate(_ id: SessionID) async throws(FerryError) -> SessionValidation {
        let session = try await stored(id)
        return SessionValidation(of: session, answers: try await parts.sessions.answers(of: id, superseded: false))
    }

    /// Whether the service can take answers now: the store answers, the spool has room, the destination's host is not held
    /// to be down.
    public func readiness() async -> ReadinessReport {
        var checks: [ReadinessReport.Check] = []
        do throws(FerryError) {
            let stored = try await parts.stores.tally()
            let bytes = try await parts.spool.run { [state = parts.state] () throws(FerryError) in state.storeBytes() }
            checks.append(
                .init(
                    name: "store", ok: parts.outbox.isEmpty,
                    detail:
                        "\(bytes) bytes, \(stored.queueDepth) jobs wait, \(parts.outbox.count) answers in the outbox"))
        } catch {
            checks.append(.init(name: "store", ok: false, detail: error.code.rawValue))
        }
        let free = parts.state.freeBytes() ?? 0
        let kept = try? await parts.spool.run { [state = parts.state] () throws(FerryError) in state.spoolBytes() }
        checks.append(
            .init(
                name: "spool", ok: free > parts.settings.reservedBytes,
                detail: "\(kept ?? 0) bytes kept, \(free) bytes free"))
        let isUp = parts.pipeline.isDestinationUp
        checks.append(
            .init(name: "destination", ok: isUp, detail: isUp ? "reachable" : "not reachable"))
        return ReadinessReport(checks: checks)
    }
}

extension MonitoringReport.Distribution {
    /// What a histogram says.
    init(_ histogram: SecondsHistogram) {
        self.init(
            p50: histogram.percentile(0.5), p90: histogram.percentile(0.9), p99: histogram.percentile(0.99),
            max: histogram.count == 0 ? nil : histogram.max, count: histogram.count)
    }
}
