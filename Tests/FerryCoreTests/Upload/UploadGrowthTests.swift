import FerryCore
import Testing

/// Objects that still grow when their upload begins (tus "Creation Defer Length").
@Suite struct UploadGrowthTests {
    private static func machine(sealed: Int64) -> UploadStateMachine {
        UploadStateMachineTests.machine(sealed: sealed, length: nil)
    }

    private static func send(_ offset: Int64, _ length: Int64, declaring: Int64? = nil) -> UploadStateMachine.Action {
        .send(Chunk(index: Int(offset / 8), offset: offset, length: length), declaring: declaring)
    }

    @Test("sealed bytes go out, the upload rests without more, and the last chunk declares the length")
    func growing() {
        var machine = Self.machine(sealed: 10)
        #expect(machine.on(.started(resuming: nil)) == .create(length: nil, with: nil))
        #expect(machine.on(.created(offset: 0)) == Self.send(0, 8))
        #expect(machine.on(.chunkAccepted(newOffset: 8)) == Self.send(8, 2))
        #expect(machine.on(.chunkAccepted(newOffset: 10)) == .none)
        #expect(machine.state == .starved)
        #expect(machine.on(.sealed(bytes: 12, length: nil)) == Self.send(10, 2))
        #expect(machine.on(.sealed(bytes: 18, length: 18)) == .none, "one request at a time")
        #expect(machine.on(.chunkAccepted(newOffset: 12)) == Self.send(12, 4, declaring: 18))
        #expect(machine.on(.chunkAccepted(newOffset: 16)) == Self.send(16, 2), "declared once")
        #expect(machine.on(.chunkAccepted(newOffset: 18)) == .confirm(needsHash: false))
    }

    @Test("a length that is known only after the last byte is declared by a chunk without bytes", arguments: [0, 8])
    func declaredLate(bytes: Int64) {
        var machine = Self.machine(sealed: bytes)
        _ = machine.on(.started(resuming: nil))
        _ = machine.on(.created(offset: 0))
        if bytes > 0 { #expect(machine.on(.chunkAccepted(newOffset: bytes)) == .none) }
        #expect(machine.state == .starved)
        #expect(machine.on(.sealed(bytes: bytes, length: bytes)) == Self.send(bytes, 0, declaring: bytes))
        #expect(machine.on(.chunkAccepted(newOffset: bytes)) == .confirm(needsHash: false))
    }

    @Test(
        "after a lost reply the length is declared again unless the server says that it knows it",
        arguments: [(nil, 20), (20, nil)] as [(Int64?, Int64?)])
    func lostReply(told: Int64?, declaring: Int64?) {
        var machine = Self.machine(sealed: 8)
        for event in [
            .started(resuming: nil), .sealed(bytes: 20, length: 20), .created(offset: 0),
            UploadStateMachineTests.failure(),
            .waitEnded,
        ] as [UploadStateMachine.Event] {
            _ = machine.on(event)
        }
        #expect(machine.on(.located(offset: 8, length: told)) == Self.send(8, 8, declaring: declaring))
    }

    @Test("an object that is closed before it is created again is created with its length")
    func closedWhileWaiting() {
        var machine = Self.machine(sealed: 8)
        _ = machine.on(.started(resuming: nil))
        _ = machine.on(UploadStateMachineTests.failure())
        #expect(machine.on(.sealed(bytes: 8, length: 8)) == .none)
        #expect(machine.on(.waitEnded) == .create(length: 8, with: nil))
        #expect(machine.on(.created(offset: 0)) == Self.send(0, 8))
    }
}
