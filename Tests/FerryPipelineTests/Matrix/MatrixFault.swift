import FerryCore
import FerryTesting
import HTTPTypes

/// One column of the fault matrix: a way to be treated badly, and what may come of it.
struct MatrixFault: Sendable {
    typealias Code = FerryError.Code

    var name: String
    /// The requests it makes sense for; faults of bodies want a body.
    var roles: Set<MatrixRole>
    /// The fault for a role of a dialect; `nil` where the dialect knows no such thing.
    var fault: @Sendable (MatrixDialect, MatrixRole) -> Fault?
    /// The codes that name this cause, for a job that ends in an error.
    var codes: Set<Code>
    /// Whether one such fault must be got over when it meets bytes or a question, whatever the protocol.
    var isPassing = false
    /// Whether the request waits for its limit, which then is short.
    var isSlow = false
    /// Whether the server tells what is not so, which may lead an honest client to a wrong offset.
    var isLie = false
    /// Whether a question must meet it before the upload is an object, for it takes away what it is asked about.
    var isForUnfinished = false
    /// Whether the server keeps other bytes than were sent.
    var corrupts = false

    init(
        _ name: String, on roles: Set<MatrixRole> = Set(MatrixRole.allCases), _ fault: Fault, _ codes: Set<Code>,
        passing isPassing: Bool = false, slow isSlow: Bool = false, lie isLie: Bool = false, corrupts: Bool = false,
        unfinished isForUnfinished: Bool = false
    ) {
        self.init(name, on: roles, codes, passing: isPassing, slow: isSlow, lie: isLie) { _, _ in fault }
        self.corrupts = corrupts
        self.isForUnfinished = isForUnfinished
    }

    init(
        _ name: String, on roles: Set<MatrixRole> = Set(MatrixRole.allCases), _ codes: Set<Code>,
        passing isPassing: Bool = false, slow isSlow: Bool = false, lie isLie: Bool = false,
        fault: @escaping @Sendable (MatrixDialect, MatrixRole) -> Fault?
    ) {
        self.name = name
        self.roles = roles
        self.fault = fault
        self.codes = codes
        self.isPassing = isPassing
        self.isSlow = isSlow
        self.isLie = isLie
    }
}
