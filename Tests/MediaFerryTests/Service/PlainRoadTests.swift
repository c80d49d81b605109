import FerryCore
import Foundation
import MediaFerry
import Testing

@testable import FerrySessions

@Suite(.timeLimit(.minutes(2))) struct PlainRoadTests {
    private static let uri = "data:video/webm;base64,\(Data((0..<900).map { UInt8($0 & 255) }).base64EncodedString())"
    private let flags = ServiceFlags([.commandLine: .init(flags: [.progressiveHandOff: false])])

    @Test("who waits for a delivery keeps no other answer out, and is told when the job is cancelled")
    func place() async throws {
        var settings = ServiceSettings()
        settings.maxArriving = 1
        // Nothing is delivered: the service does not run.
        try await ServiceHouse.open(settings: settings, flags: flags, runs: false) { house in
            let id = try await house.session()
            async let first = house.handOff(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#, to: id)
            try await house.wait { house.service.bell.count == 1 }
            #expect(house.service.arrivals.count == 0)
            _ = try await house.handOff(#"{"questionId":"q2","responseText":"so"}"#, to: id)
            _ = try await house.service.ask(.cancel, of: .session(id))
            #expect(try await first.view.jobs.map(\.state) == [.cancelled])
            #expect(house.service.bell.count == 0)
        }
    }

    @Test("who waits for a delivery is answered when the service stops, and its answer is kept")
    func stop() async throws {
        try await ServiceHouse.open(flags: flags) { house in
            _ = try await house.service.ask(.pause, of: .all)
            let id = try await house.session()
            let held = try await house.handOff(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#, to: id)
            #expect(held.view.jobs.map(\.state) == [.accepted])
        }
        try await ServiceHouse.open(flags: flags, runs: false) { house in
            let id = try await house.session()
            async let first = house.handOff(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#, to: id)
            try await house.wait { house.service.bell.count == 1 }
            await house.service.stop()
            #expect(try await first.view.jobs.map(\.state) == [.accepted])
        }
    }
}
