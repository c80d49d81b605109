/// Seconds since the engine began, on a clock that never goes back.
struct EngineClock: Sendable {
    private let begin = ContinuousClock.now

    /// Now.
    var seconds: Double {
        let passed = (ContinuousClock.now - begin).components
        return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
    }
}
