import FerryCore
import Foundation
import MediaFerry
import Testing

@testable import FerrySessions

@Suite(.timeLimit(.minutes(2))) struct PauseTests {
    private static let uri = "data:video/webm;base64,\(Data((0..<900).map { UInt8($0 & 255) }).base64EncodedString())"

    @Test("a pause of all work stands until all is resumed, whatever else is asked, and after a restart")
    func stands() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "house-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let id = try await ServiceHouse.open(in: folder) { house in
            _ = try await house.service.ask(.pause, of: .all)
            for move in [JobMove.retry, .cancel] {
                _ = try await house.service.ask(move, of: .all)
                #expect(house.service.loop.isHeld, "\(move)")
            }
            let id = try await house.session()
            _ = try await house.handOff(#"{"questionId":"q1","videoDataUri":"\#(Self.uri)"}"#, to: id)
            return id
        }
        try await ServiceHouse.open(in: folder) { house in
            try await house.wait { house.service.loop.isHeld }
            _ = try await house.service.ask(.retry, of: .all)
            let later = try await house.handOff(#"{"questionId":"q2","videoDataUri":"\#(Self.uri)"}"#, to: id)
            #expect(house.service.loop.count == 0)
            #expect(try await house.service.jobs(in: nil, session: id).allSatisfy { $0.state == .accepted })
            _ = try await house.service.ask(.resume, of: .all)
            _ = try await house.result(of: later.view.submissionId)
        }
        try await ServiceHouse.open(in: folder) { house in
            _ = try await house.handOff(#"{"questionId":"q3","videoDataUri":"\#(Self.uri)"}"#, to: id)
            try await house.wait { try await house.service.session(id).totals.delivered == 3 }
            #expect(!house.service.loop.isHeld)
        }
    }
}
