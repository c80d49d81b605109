import FerryCore
import Foundation
import MediaFerry
import Testing

@testable import FerrySessions

@Suite(.timeLimit(.minutes(2))) struct ReconciliationTests {
    @Test("lost bytes are found among all jobs, piece by piece, the oldest as well as the youngest")
    func pieces() async throws {
        let uri = "data:video/webm;base64,\(Data([1, 2, 3, 4]).base64EncodedString())"
        try await ServiceHouse.open(runs: false) { house in
            let id = try await house.session()
            var jobs: [JobID] = []
            for number in 0..<7 {
                let isHeld = number % 3 == 0
                let handed = try await house.handOff(
                    #"{"questionId":"q1","uploadImmediately":\#(!isHeld),"videoDataUri":"\#(uri)"}"#, to: id)
                jobs += handed.view.jobs.map(\.jobId)
            }
            let reconciliation = Reconciliation(piece: 2)
            #expect(reconciliation.latest.at == nil)
            #expect(try await reconciliation.round(house.service.parts).gone == 0)
            let lost = [jobs[0], jobs[1], jobs[5], jobs[6]]
            for job in lost { try FileManager.default.removeItem(atPath: "\(house.folder)/state/spool/\(job).asset") }
            let found = try await reconciliation.round(house.service.parts)
            #expect(found.gone == 4 && found.missing == 0 && found.jobs == Set(lost))
            #expect(reconciliation.latest.at != nil)
        }
    }
}
