/// When a job that failed is taken up again by itself, long after its own retries within a run are used up.
public struct ReattemptPolicy: Sendable, Equatable {
    /// Seconds to wait before each time it is taken up again; after the last one a person is asked to look.
    public var waits: [Double]

    /// Half a minute, two minutes, ten minutes, an hour, four hours.
    public init(waits: [Double] = [30, 120, 600, 3600, 14_400]) { self.waits = waits }

    /// Seconds until it is taken up again; `nil` when trying again by itself would not help.
    ///
    /// Media that brought a worker down is not tried again by itself.
    ///
    /// - Parameter count: How often it was taken up again already.
    public func wait(after error: FerryError, count: Int) -> Double? {
        guard Self.passing.contains(error.code), waits.indices.contains(count) else { return nil }
        return max(waits[count], error.retryAfterSeconds ?? 0)
    }

    /// Failures that may pass.
    private static let passing: Set<FerryError.Code> = [
        .destinationUnreachable, .destinationServerError, .uploadStalled, .uploadExpired, .retryExhausted,
        .storeUnavailable, .spoolFull,
    ]
}
