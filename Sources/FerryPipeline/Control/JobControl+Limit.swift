public import FerryCore

extension JobControl {
    /// Sets the limit of body bytes a second of every process that runs jobs of the state directory now, each for itself.
    /// Processes that start later have their own.
    ///
    /// - Parameter bytesPerSecond: `nil` is no limit.
    /// - Returns: How many processes obeyed, and how many had jobs running and did not within ``patienceSeconds``.
    public func setSendRateLimit(
        _ bytesPerSecond: Int64?
    ) async throws(FerryError) -> (obeyed: Int, silent: Int) {
        let order = RateLimitOrder(id: UniqueName.make(), bytesPerSecond: bytesPerSecond)
        let state = state
        try await disk.run { () throws(FerryError) in
            try ControlFile.write(order, to: state.rateLimit, by: order.id)
        }
        var orders = try await live().rateLimitOrders
        for _ in 0..<Int(Self.patienceSeconds / Self.lookSeconds) where orders.contains(where: { $0 != order.id }) {
            guard (try? await clock.sleep(seconds: Self.lookSeconds)) != nil else { break }
            orders = try await live().rateLimitOrders
        }
        let obeyed = orders.count { $0 == order.id }
        return (obeyed, orders.count - obeyed)
    }
}
