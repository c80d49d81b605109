/// One thing that was looked at (`mediaferry.doctor/1`).
public struct HealthCheck: Sendable, Equatable, Codable {
    /// What was looked at, such as `tls`.
    public var name: String
    /// Whether it is as it should be; `nil` when it was not reached or does not apply.
    @Nullable public var ok: Bool?
    /// What was found.
    public var detail: String
    /// What to do about it; `nil` when nothing needs to be done.
    @Nullable public var next: String?

    private init(_ name: String, _ ok: Bool?, _ detail: String, _ next: String?) {
        self.name = name
        self.detail = detail
        _ok = Nullable(wrappedValue: ok)
        _next = Nullable(wrappedValue: next)
    }

    /// It is as it should be.
    public static func good(_ name: String, _ detail: String) -> HealthCheck { HealthCheck(name, true, detail, nil) }

    /// Something is wrong with it.
    public static func fault(_ name: String, _ detail: String, next: String) -> HealthCheck {
        HealthCheck(name, false, detail, next)
    }

    /// Something is wrong with it, as an error says it.
    public static func fault(_ name: String, _ error: FerryError) -> HealthCheck {
        let status = error.status.map { "\($0)" }.flatMap { error.message.contains($0) ? nil : " (\($0))" }
        return HealthCheck(name, false, error.message + (status ?? ""), error.next)
    }

    /// It was not looked at; never to be taken for good.
    public static func notRun(_ name: String, _ reason: String) -> HealthCheck { HealthCheck(name, nil, reason, nil) }
}

/// The document of `mediaferry doctor --json`.
public struct HealthReport: Sendable, Equatable, Codable {
    /// `mediaferry.doctor/1`.
    public var schema = "mediaferry.doctor/1"
    /// What was looked at, in order.
    public var checks: [HealthCheck]

    /// Creates a report.
    public init(checks: [HealthCheck]) { self.checks = checks }

    /// Whether anything is wrong.
    public var hasFault: Bool { checks.contains { $0.ok == false } }
}

/// The checks of a chain in which each needs the one before: a fault leaves the rest not run.
public struct HealthChain: Sendable {
    private let names: [String]
    private var found: [String: HealthCheck] = [:]

    /// A chain of checks, in the order they are shown.
    public init(_ names: [String]) { self.names = names }

    /// Notes what was found.
    ///
    /// - Precondition: The check is one of the chain's.
    public mutating func note(_ check: HealthCheck) {
        precondition(names.contains(check.name), "\(check.name) is no link of the chain")
        found[check.name] = check
    }

    /// Whether something was noted under that name.
    public func has(_ name: String) -> Bool { found[name] != nil }

    /// All checks in order. Those that were not reached say after which fault.
    public var checks: [HealthCheck] {
        var fault: String?
        return names.map { name in
            let check = found[name] ?? .notRun(name, fault.map { "not run because of \($0)" } ?? "not run")
            if check.ok == false, fault == nil { fault = name }
            return check
        }
    }
}
