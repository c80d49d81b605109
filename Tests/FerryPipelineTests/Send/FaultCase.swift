import FerryCore
import FerryTesting
import HTTPTypes
import Testing

/// One way in which a server fails on the way of an object of 5000 bytes in chunks of 1000, and what must come of it.
struct FaultCase: Sendable, CustomTestStringConvertible {
    var name: String
    var plan: FaultPlan
    var limits = TransferLimits()
    /// Retries by cause; a delivered object follows unless there is an error.
    var retries: [RetryCause: Int] = [:]
    var freshStarts = 0
    var waits: [Double]?
    var resent: Int64?
    var code: FerryError.Code?
    var status: Int?

    var testDescription: String { name }

    init(
        _ name: String, _ plan: FaultPlan, retries: [RetryCause: Int] = [:], freshStarts: Int = 0,
        waits: [Double]? = nil, resent: Int64? = nil, limits: TransferLimits = TransferLimits()
    ) {
        self.name = name
        self.plan = plan
        self.retries = retries
        self.freshStarts = freshStarts
        self.waits = waits
        self.resent = resent
        self.limits = limits
    }

    /// A fault that ends the job.
    static func fatal(
        _ name: String, _ plan: FaultPlan, _ code: FerryError.Code, status: Int? = nil,
        retries: [RetryCause: Int] = [:], freshStarts: Int = 0, limits: TransferLimits = TransferLimits()
    ) -> FaultCase {
        var it = FaultCase(name, plan, retries: retries, freshStarts: freshStarts, limits: limits)
        it.code = code
        it.status = status
        return it
    }
}
