import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes
import Testing

@testable import FerryPipeline

/// One row of the fault matrix: a protocol, the storage it is judged by, and how its requests are told apart.
struct MatrixDialect: Sendable, CustomTestStringConvertible {
    /// What a cell hands to the row so that it can put a pipeline together.
    struct Surroundings: Sendable {
        /// The URL of the storage's root.
        var endpoint: HTTPLocation
        var road: TestRoad
        var limits: TransferLimits
    }

    var name: String
    /// The storage, empty.
    var storage: @Sendable () -> any ScriptedStorage
    /// The parts of a pipeline that sends to it, in several requests where the protocol has such.
    var parts: @Sendable (Surroundings) throws -> PipelineParts
    /// What a request is for; `nil` for what no fault is meant for, such as giving an upload up.
    var role: @Sendable (RecordedRequest) -> MatrixRole?
    /// Bytes of the object.
    var objectBytes = 5000
    /// Bytes of one request at most.
    var requestBytes = 1000
    /// How many requests with bytes are complete before a run is stopped that another one is to resume.
    var sentBeforeStop = 1
    /// The fields that its answers cannot do without, by role.
    var neededFields: [MatrixRole: HTTPField.Name] = [:]
    /// The requests that wait for somebody else's lock.
    var lockedRoles: Set<MatrixRole> = [.create, .send, .ask, .finish]
    /// Codes by which it names what a request of a role met, beyond those of the fault.
    var ownCodes: [MatrixRole: Set<FerryError.Code>] = [:]
    /// Codes by which it names a fault of that name, beyond those of the fault.
    var faultCodes: [String: Set<FerryError.Code>] = [:]
    /// What else than the planted credential is a secret, though it has to stand in the state: parts of upload URLs.
    var urlSecrets: [String] = []
    /// Faults that mean nothing to the protocol, with the reason.
    var inapplicable: [String: String] = [:]

    var testDescription: String { name }

    /// The roles its requests have.
    var roles: Set<MatrixRole> = [.discover, .create, .send, .ask]
}
