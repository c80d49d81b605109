import FerryTesting
import Foundation

/// An answer with a recording of its own, in one of the forms that the service takes.
struct HandedAnswer: Sendable {
    /// How it is sent.
    enum Form: CaseIterable, Sendable {
        case json, multipart, raw
    }

    let session: String
    let question: String
    let form: Form
    let bytes: Int
    let sha256: String
    private let file: String

    /// Makes one whose content and form follow from the seed.
    init(session: String, question: String, seed: UInt64, maxBytes: Int, in scratch: Scratch) throws {
        var random = SeededRandom(seed: seed)
        self.session = session
        self.question = question
        form = Form.allCases[Int.random(in: 0..<3, using: &random)]
        bytes = Int.random(in: 1...maxBytes, using: &random)
        let media = Noise.bytes(bytes, seed: seed)
        sha256 = Hash.hex(media)
        file = try scratch.write("answers/\(session)-\(question)", Self.body(form, question, media))
    }

    private static func body(_ form: Form, _ question: String, _ media: [UInt8]) -> [UInt8] {
        guard form == .json else { return media }
        let text = Data(media).base64EncodedString()
        return Array(
            "{\"questionId\":\"\(question)\",\"durationSeconds\":2,\"videoDataUri\":\"data:video/webm;base64,\(text)\"}"
                .utf8)
    }

    /// The caller's name for it.
    var key: String { "\(session)/\(question)" }

    /// Sends it once.
    ///
    /// - Parameter seconds: How long it may take.
    func send(to service: TestService, seconds: Int = 100) async throws -> TestService.Reply {
        let common = ["--header", "Idempotency-Key: \(key)", "--max-time", String(seconds)]
        let answers = "/v1/sessions/\(session)/answers"
        switch form {
        case .json:
            return try await service.request(
                "POST", answers, common + ["--header", "Content-Type: application/json", "--data-binary", "@\(file)"])
        case .multipart:
            return try await service.request(
                "POST", answers,
                common + [
                    "--form", "questionId=\(question)", "--form", "durationSeconds=2", "--form",
                    "video=@\(file);type=video/webm",
                ])
        case .raw:
            return try await service.request(
                "PUT", "\(answers)/\(question)/video",
                common + ["--header", "Content-Type: video/webm", "--data-binary", "@\(file)"])
        }
    }

    /// Sends it until it is acknowledged, also to a service that is killed and started again meanwhile.
    ///
    /// - Returns: The submission.
    func handOff(to service: TestService) async throws -> String {
        while true {
            let before = try await service.status.wait(for: "a service") { $0.url != nil }
            let reply = try await send(to: service)
            if [200, 202].contains(reply.status), let submission = reply.document?["submissionId"]?.text {
                service.status.change { $0.acknowledged += 1 }
                return submission
            }
            guard reply.status == 0 else {
                throw NotHappened(what: "an acknowledgement of \(key)", seconds: 0, state: "\(reply)")
            }
            try await service.status.wait(for: "the next service") { $0.starts > before.starts && $0.url != nil }
        }
    }
}
