import ArgumentParser
import FerrySessions
import FoundationEssentials
import MediaFerry

/// What the service knows of interviews, and whom it tells of them.
struct InterviewOptions: ParsableArguments {
    @Option(
        help: .init(
            "A JSON file of questions to draw from: {\"items\": [{\"question\": {\"questionId\", \"text\", \"domain\"}, \"kinds\": []}]}.",
            valueName: "path"))
    var questions: String?

    @Option(
        help: .init(
            "Where answers that were delivered or failed, and completed sessions, are told. The secret they are signed with stands in MEDIAFERRY_WEBHOOK_SECRET.",
            valueName: "url"))
    var webhook: String?

    func validate() throws {
        if let webhook, HTTPLocation(webhook) == nil {
            throw ValidationError("--webhook must be an http or https URL without user information")
        }
    }

    /// Takes what was said into the settings.
    ///
    /// - Throws: a usage error for a file of questions that cannot be read.
    func apply(to settings: inout ServiceSettings, _ environment: Environment) throws {
        settings.webhookURL = webhook
        settings.webhookSecret = environment.value("MEDIAFERRY_WEBHOOK_SECRET").map { Secret($0) }
        guard let questions else { return }
        guard let data = FileManager.default.contents(atPath: questions) else {
            throw ValidationError("the questions \(questions) cannot be read")
        }
        do { settings.bank = try JSONDecoder().decode(QuestionBank.self, from: data) } catch {
            throw ValidationError("the questions \(questions) are not the JSON that --help describes")
        }
    }
}
