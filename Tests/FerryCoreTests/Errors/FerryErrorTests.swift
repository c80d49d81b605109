import FerryCore
import FoundationEssentials
import Testing

@Suite struct FerryErrorTests {
    @Test("an error's JSON has every key of the contract, unknown ones as null")
    func jsonKeys() throws {
        let json = try JSONValue(FerryError(.sourceEmpty, "the file holds no bytes"))
        #expect(json.keys == sorted("code message input next disposition offset status retryAfterSeconds"))
        #expect(json.nullKeys == sorted("input offset status retryAfterSeconds"))
        #expect(json["code"] == .string("source.empty"))
        #expect(json["disposition"] == .string("giveUp"))
    }

    @Test("an error with everything known comes back from JSON as it was")
    func roundTrip() throws {
        let error = FerryError(
            .destinationServerError, "the server failed (503)", input: "a.webm", next: "wait", disposition: .retryAfter,
            offset: 7, status: 503, retryAfterSeconds: 1.5)
        #expect(try throughJSON(error) == error)
        #expect(try JSONValue(error).nullKeys.isEmpty)
    }

    @Test("an error is read where unknown keys are missing instead of null")
    func missingKeys() throws {
        let text = #"{"code":"future.code","message":"m","next":"n","disposition":"retry"}"#
        let error = try JSONDecoder().decode(FerryError.self, from: Data(text.utf8))
        #expect(error == FerryError(.init(rawValue: "future.code"), "m", next: "n", disposition: .retry))
    }

    @Test(
        "the line for people names input, reason, next step and code",
        arguments: [
            (nil, "the path names nothing; check the path [source.notFound]"),
            ("in/a.webm", "in/a.webm: the path names nothing; check the path [source.notFound]"),
            ("-", "-: the path names nothing; check the path [source.notFound]"),
        ] as [(String?, String)])
    func line(input: String?, expected: String) {
        #expect(FerryError(.sourceNotFound, "the path names nothing", input: input).description == expected)
    }

    @Test("the first name given to an error stays")
    func naming() {
        let error = FerryError(.sourceEmpty, "empty")
        #expect(error.named("a").input == "a")
        #expect(error.named("a").named("b").input == "a")
        #expect(error.named("a").code == error.code && error.named("a").message == error.message)
    }

    @Test("disposition and advice come from the code unless they are given")
    func defaults() {
        let plain = FerryError(.uploadExpired, "gone")
        #expect(plain.disposition == .freshStart && plain.next == FerryError.Code.uploadExpired.advice)
        let special = FerryError(.uploadExpired, "gone", next: "do", disposition: .giveUp)
        #expect(special.disposition == .giveUp && special.next == "do")
    }
}
