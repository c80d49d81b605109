import FerryCore

/// Lets another carrier work on an item when the spool has room for it.
public struct BudgetedCarrier: BatchCarrier {
    private let carrier: any BatchCarrier
    private let budget: SpoolBudget
    private let need: @Sendable (BatchItem) -> Int64

    /// - Parameter need: Bytes of the spool that an item takes at most.
    public init(_ carrier: any BatchCarrier, budget: SpoolBudget, need: @escaping @Sendable (BatchItem) -> Int64) {
        self.carrier = carrier
        self.budget = budget
        self.need = need
    }

    /// Waits for room, then carries.
    public func carry(_ item: BatchItem, note: @escaping BatchNote) async -> BatchCarriage {
        let bytes = need(item)
        guard budget.fits(bytes) else {
            return .failed(
                FerryError(
                    .sourceTooLarge, "its work may take \(bytes) bytes of the spool, more than the limit",
                    input: item.entry.name, next: "raise --spool-limit and run the command with --retry"), job: nil)
        }
        guard await budget.take(bytes) else {
            return .failed(FerryError(.cancelled, "stopped by request", input: item.entry.name), job: nil)
        }
        defer { budget.giveBack(bytes) }
        return await carrier.carry(item, note: note)
    }
}
