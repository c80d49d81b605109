import FerryFFmpeg
import FerrySessions
import FerryTesting
import Foundation
import MediaFerry

/// A service over a folder of its own, which delivers into another folder.
struct ServiceHouse: Sendable {
    let folder: String
    let ferry: FerryService

    var service: HandOffService { ferry.service }
    /// Where objects go.
    var objects: String { "\(folder)/objects" }

    /// Runs a service while `body` runs; the folder is gone afterwards unless one was given.
    @discardableResult static func open<Value>(
        in given: String? = nil, settings: ServiceSettings = ServiceSettings(), flags: ServiceFlags = ServiceFlags(),
        preset: Preset = .none, runs: Bool = true, clock: any FerryClock = SystemFerryClock(),
        _ body: (ServiceHouse) async throws -> Value
    ) async throws -> Value {
        let folder = given ?? FileManager.default.temporaryDirectory.appending(path: "house-\(UUID().uuidString)").path
        defer { if given == nil { try? FileManager.default.removeItem(atPath: folder) } }
        try FileManager.default.createDirectory(
            atPath: "\(folder)/objects", withIntermediateDirectories: true)
        var configuration = FerryConfiguration(
            destination: "file://\(folder)/objects", stateDirectory: "\(folder)/state")
        configuration.preset = preset
        configuration.mediaInThisProcess = FFmpegEncoder()
        var whole = ServiceConfiguration(ferry: configuration, settings: settings, flags: flags)
        whole.clock = clock
        let house = ServiceHouse(folder: folder, ferry: try await FerryService(whole))
        let work = Task { if runs { try await house.ferry.run() } }
        let result: Result<Value, any Error>
        do { result = .success(try await body(house)) } catch { result = .failure(error) }
        await house.ferry.shutdown()
        try await work.value
        return try result.get()
    }

    /// Begins a session of three questions.
    func session(of user: String = "u1", kind: String = "technical") async throws -> SessionID {
        let draft = SessionDraft(
            userID: user, kind: kind, questions: (1...3).map { Question(questionId: "q\($0)", text: "What is \($0)?") })
        return try await service.createSession(draft).sessionId
    }

    /// Hands an answer off as JSON.
    func handOff(
        _ json: String, to id: SessionID, key: String? = nil
    ) async throws -> Handed {
        try await handOff(Array(json.utf8), .json, to: id, key: key)
    }

    /// Hands an answer off in pieces of a few bytes.
    func handOff(
        _ body: [UInt8], _ framing: AnswerFraming, to id: SessionID, key: String? = nil
    ) async throws -> Handed {
        let incoming = try await service.beginAnswer(
            in: id, framing, idempotencyKey: key, contentLength: Int64(body.count))
        for start in stride(from: 0, to: body.count, by: 1000) {
            try await incoming.append(Array(body[start..<min(body.count, start + 1000)]))
        }
        return try await service.accept(incoming)
    }

    /// Waits until a hand-off is done.
    func result(of id: SubmissionID) async throws -> SubmissionResult {
        while true {
            if let result = try await service.result(of: id) { return result }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Waits until something is so.
    func wait(until isSo: () async throws -> Bool) async throws {
        while try await !isSo() { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Waits until no bytes are kept: they are forgotten right after the row says that they may be.
    func waitForEmptySpool() async throws {
        try await wait { try FileManager.default.contentsOfDirectory(atPath: "\(folder)/state/spool").isEmpty }
    }

    /// The bytes that stand at a location of the folder.
    func bytes(at location: String?) -> [UInt8]? {
        location.flatMap { URL(string: $0) }.flatMap { FileManager.default.contents(atPath: $0.path) }.map(Array.init)
    }
}

extension Handed {
    /// What the caller is told, whichever it is.
    var view: SubmissionView {
        switch self {
        case .accepted(let view), .repeated(let view): view
        }
    }
}
