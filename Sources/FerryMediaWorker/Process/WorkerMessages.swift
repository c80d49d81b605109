import FerryCore
import FoundationEssentials

/// The messages between the two ends as JSON.
enum WorkerMessages {
    /// The frame of a request.
    static func frame(_ request: MediaWorkerRequest) throws(FerryError) -> [UInt8] {
        do {
            return try FrameEncoder.frame(Array(JSONEncoder().encode(request)))
        } catch {
            throw FerryError(.mediaWorkerCrashed, "the request to the media worker cannot be written: \(error)")
        }
    }

    /// The event in a message; `nil` when it is none.
    static func event(in message: [UInt8]) -> MediaWorkerEvent? {
        try? JSONDecoder().decode(MediaWorkerEvent.self, from: Data(message))
    }
}
