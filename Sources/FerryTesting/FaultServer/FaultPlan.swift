/// Which requests meet which fault.
///
/// ```swift
/// FaultPlan()
///     .on("PATCH", 2, .reset(afterBodyBytes: 100_000))
///     .on("HEAD", .status(503, headerFields: [.retryAfter: "1"]))
/// ```
public struct FaultPlan: Sendable {
    /// One line of a plan.
    public struct Rule: Sendable {
        /// The method it is about; `nil` for any.
        public var method: String?
        /// The how-manieth request of this rule's method and path, from 1; `nil` for all of them.
        public var occurrence: Int?
        /// A part of the path it is about; `nil` for any.
        public var pathPart: String?
        /// What happens then.
        public var fault: Fault

        /// Creates a rule.
        public init(method: String? = nil, occurrence: Int? = nil, pathPart: String? = nil, fault: Fault) {
            self.method = method
            self.occurrence = occurrence
            self.pathPart = pathPart
            self.fault = fault
        }
    }

    /// The rules in order; the first that fits decides.
    public private(set) var rules: [Rule] = []
    /// How many requests of each rule's method and path were seen.
    private var seen: [Int] = []
    private var decide: (@Sendable (RecordedRequest) -> Fault?)?

    /// A plan without faults.
    public init() {}

    /// A plan that asks a function when a request's header has come. It must not call the server.
    public init(_ decide: @escaping @Sendable (RecordedRequest) -> Fault?) { self.decide = decide }

    /// The plan with one rule more: the n-th request of a method meets the fault.
    public func on(_ method: String, _ occurrence: Int, _ fault: Fault) -> FaultPlan {
        adding(Rule(method: method, occurrence: occurrence, fault: fault))
    }

    /// The plan with one rule more: every request of a method meets the fault.
    public func on(_ method: String, _ fault: Fault) -> FaultPlan { adding(Rule(method: method, fault: fault)) }

    /// The plan with one rule more.
    public func adding(_ rule: Rule) -> FaultPlan {
        var plan = self
        plan.rules.append(rule)
        plan.seen.append(0)
        return plan
    }

    /// The fault for a request, which is counted by this.
    mutating func fault(for request: RecordedRequest) -> Fault? {
        var found: Fault?
        for (place, rule) in rules.enumerated() where rule.isAbout(request) {
            seen[place] += 1
            guard found == nil, rule.occurrence == nil || rule.occurrence == seen[place] else { continue }
            found = rule.fault
        }
        return found ?? decide?(request)
    }
}

extension FaultPlan.Rule {
    fileprivate func isAbout(_ request: RecordedRequest) -> Bool {
        (method == nil || method == request.method) && (pathPart.map { request.path.contains($0) } ?? true)
    }
}
