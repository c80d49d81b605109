import FerryCore
import Testing

/// The condition on an object's name, where a storage refuses it.
@Suite struct NameGuardTests {
    private func machine(wholeBytes: Int64, retries: Int = RetryPolicy().maxRetries) -> PartsStateMachine {
        PartsStateMachine(
            sealed: 20, length: 20, features: PartsFeatures(checksum: nil), width: 2,
            terms: .init(
                limits: PartLimits(minBytes: 1, maxBytes: 100, maxCount: 100), partBytes: 20, maxWholeBytes: wholeBytes,
                looksFirst: false, name: "name", marker: ObjectMarker(sourceSHA256: "s", jobTag: "j"),
                policy: RetryPolicy(maxRetries: retries)))
    }

    private static let refused = PartsFailure(
        .guardRefused, UploadFailure(.other, FerryError(.destinationServerError, "not implemented", status: 501)))

    private static let theirs = ObjectFacts(
        bytes: 20, checksums: [], marker: ObjectMarker(sourceSHA256: "other", jobTag: "other"))

    @Test("an object that goes whole is not sent again before its name was looked at")
    func whole() {
        var machine = machine(wholeBytes: 100)
        #expect(machine.on(.started(resuming: nil)) == [.store(replaces: false)])
        #expect(machine.on(.failed(Self.refused, jitter: 1)) == [.inspect])
        guard case .fail(let error)? = machine.on(.inspected(Self.theirs)).first else {
            Issue.record("somebody's object is replaced")
            return
        }
        #expect(error.code == .destinationConflict)
    }

    @Test("parts are not made an object before its name was looked at again")
    func parts() {
        var machine = machine(wholeBytes: 0)
        _ = machine.on(.started(resuming: nil))
        _ = machine.on(.begun(PartsUpload(id: "u", partBytes: 20)))
        let reference = PartReference(entityTag: "t")
        #expect(machine.on(.partKept(0, reference)) == [.complete([reference], replaces: false)])
        #expect(machine.on(.failed(Self.refused, jitter: 1)) == [.inspect])
        #expect(machine.on(.inspected(nil)) == [.complete([reference], replaces: false)])
    }

    private static let taken = PartsFailure(
        .nameTaken,
        UploadFailure(
            .other, FerryError(.destinationConflict, "an object stands there", disposition: .retry, status: 412))
    )

    @Test("a name that is taken is looked at without an attempt: somebody's object is a conflict, ours is compared")
    func taken() {
        var machine = machine(wholeBytes: 100, retries: 0)
        _ = machine.on(.started(resuming: nil))
        #expect(machine.on(.failed(Self.taken, jitter: 1)) == [.inspect])
        var other = machine
        guard case .fail(let error)? = other.on(.inspected(Self.theirs)).first else {
            Issue.record("somebody's object is replaced")
            return
        }
        #expect(error.code == .destinationConflict)
        let ours = ObjectFacts(bytes: 20, checksums: [], marker: ObjectMarker(sourceSHA256: "s", jobTag: "j"))
        #expect(machine.on(.inspected(ours)) == [.compare(ours)])
    }

    @Test("a name that is taken and empty in turns is not looked at for ever")
    func flickering() {
        var machine = machine(wholeBytes: 100, retries: 0)
        _ = machine.on(.started(resuming: nil))
        #expect(machine.on(.failed(Self.taken, jitter: 1)) == [.inspect])
        #expect(machine.on(.inspected(nil)) == [.store(replaces: false)])
        guard case .fail(let error)? = machine.on(.failed(Self.taken, jitter: 1)).first else {
            Issue.record("it goes on")
            return
        }
        #expect(error.code == .retryExhausted)
    }
}
