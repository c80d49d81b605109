import FerryCore
import FoundationEssentials

/// A message of a worker that was taken over is refused or understood, and what is understood can be said again.
enum MessagePromises {
    static func check(_ input: [UInt8]) {
        roundTrip(MediaWorkerEvent.self, input)
        roundTrip(MediaWorkerRequest.self, input)
    }

    private static func roundTrip<Message: Codable & Equatable>(_ type: Message.Type, _ input: [UInt8]) {
        guard let message = try? JSONDecoder().decode(type, from: Data(input)) else { return }
        guard let again = try? JSONEncoder().encode(message) else { return }
        let same = (try? JSONDecoder().decode(type, from: again)) == message
        FuzzTarget.require(same, "a \(type) changed when it was said again")
    }
}
