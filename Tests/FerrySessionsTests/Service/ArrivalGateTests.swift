import FerryCore
import Testing

@testable import FerrySessions

@Suite struct ArrivalGateTests {
    private static func gate(_ change: (inout ServiceSettings) -> Void = { _ in }) -> ArrivalGate {
        var settings = ServiceSettings()
        settings.maxArriving = 2
        settings.reservedBytes = 1000
        change(&settings)
        return ArrivalGate(settings: settings)
    }

    private func code(_ body: () throws(FerryError) -> ArrivalGate.Place) -> FerryError.Code? {
        do throws(FerryError) {
            _ = try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test("so many are let in at once, and the next when one leaves")
    func count() throws {
        let gate = Self.gate()
        let first = try gate.enter(bytes: nil, free: .max)
        let second = try gate.enter(bytes: nil, free: .max)
        #expect(code { () throws(FerryError) in try gate.enter(bytes: nil, free: .max) } == .serviceBusy)
        first.leave()
        first.leave()
        #expect(gate.count == 1)
        #expect(code { () throws(FerryError) in try gate.enter(bytes: nil, free: .max) } == nil)
        second.leave()
        #expect(gate.count == 0)
    }

    @Test("room that was promised to one is not promised to another")
    func bytes() throws {
        let gate = Self.gate()
        let first = try gate.enter(bytes: 5000, free: 10_000)
        #expect(code { () throws(FerryError) in try gate.enter(bytes: 4001, free: 10_000) } == .spoolFull)
        let second = try gate.enter(bytes: 4000, free: 10_000)
        first.leave()
        second.leave()
        #expect(code { () throws(FerryError) in try gate.enter(bytes: 9000, free: 10_000) } == nil)
    }

    @Test("an announced length of any size is refused or let in, and ends nothing")
    func absurdLengths() throws {
        let gate = Self.gate()
        let first = try gate.enter(bytes: 8000, free: 10_000)
        for bytes in [Int64.max, .max - 1, 1 << 62, .min, -1] {
            let code = code { () throws(FerryError) in try gate.enter(bytes: bytes, free: 500) }
            #expect(code == .spoolFull)
        }
        first.leave()
        #expect(code { () throws(FerryError) in try gate.enter(bytes: .max, free: .max) } == .spoolFull)
    }

    @Test("a refusal says when to come again")
    func refusals() {
        let gate = Self.gate { $0.maxArriving = 0 }
        do throws(FerryError) { _ = try gate.enter(bytes: 1, free: 0) } catch {
            #expect(error.code == .serviceBusy && (error.retryAfterSeconds ?? 0) > 0)
        }
        let full = Self.gate()
        do throws(FerryError) { _ = try full.enter(bytes: 1, free: 0) } catch {
            #expect(error.code == .spoolFull && (error.retryAfterSeconds ?? 0) > 0 && error.disposition == .retryAfter)
        }
    }
}
