import FerrySessions

extension ServiceMetrics {
    /// Upper bounds of the buckets of acknowledgements, in seconds.
    static let acknowledgementBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// The metrics as Prometheus reads them. No label carries a user, a file or a URL.
    var prometheusText: String {
        var page = PrometheusText()
        addTransfers(to: &page)
        page.gauge("mediaferry_slots_busy", "Requests with body bytes in flight.", Double(slotsBusy))
        page.gauge("mediaferry_slots_limit", "Requests with body bytes that may be in flight.", Double(slotsLimit))
        page.gauge("mediaferry_queue_depth", "Jobs that wait.", Double(queueDepth))
        page.gauge("mediaferry_queue_oldest_seconds", "Seconds that the oldest of them has waited.", queueOldestSeconds)
        page.histogram(
            "mediaferry_acknowledgement_seconds", "Seconds from the last byte of an answer to its acknowledgement.",
            buckets: Self.acknowledgementBounds.map { ($0, acknowledgement.count(atMost: $0)) },
            sum: acknowledgement.sum, count: acknowledgement.count)
        page.counter(
            "mediaferry_encode_media_seconds_total", "Seconds of media that were encoded.", encodedMediaSeconds)
        page.counter("mediaferry_store_commits_total", "Commits of the store.", Double(storeCommits))
        page.counter(
            "mediaferry_answers_lost_total", "Recordings that were acknowledged and are nowhere to be found.",
            Double(answersLost))
        return page.text
    }

    private func addTransfers(to page: inout PrometheusText) {
        page.counter(
            "mediaferry_jobs_total", "Jobs that came to an end.", by: "outcome", jobs.mapValues(Double.init))
        page.counter("mediaferry_sent_bytes_total", "Body bytes handed to the network.", Double(sentBytes))
        page.counter("mediaferry_acknowledged_bytes_total", "Bytes that servers confirmed.", Double(acknowledgedBytes))
        page.counter("mediaferry_resent_bytes_total", "Body bytes that were sent again.", Double(resentBytes))
        page.counter(
            "mediaferry_retries_total", "Failed requests that were tried again.", by: "cause",
            retries.mapValues(Double.init))
        page.counter(
            "mediaferry_stalled_seconds_total", "Seconds in which bytes were due and none moved.", stalledSeconds)
    }
}
