import FerryCore
import Testing

@Suite struct FerryErrorCodeTests {
    /// Every code of the contract with what a machine may do after it.
    static let table: [(name: String, disposition: FerryError.Disposition)] = [
        ("source.notFound", .giveUp), ("source.unreadable", .giveUp), ("source.isDirectory", .giveUp),
        ("source.empty", .giveUp), ("source.changed", .giveUp), ("source.tooLarge", .giveUp),
        ("dataURI.notADataURI", .giveUp), ("dataURI.noComma", .giveUp), ("dataURI.badBase64", .giveUp),
        ("dataURI.empty", .giveUp), ("dataURI.truncated", .giveUp),
        ("media.notMedia", .giveUp), ("media.emptyRecording", .giveUp), ("media.noIndex", .giveUp),
        ("media.noHeader", .giveUp), ("media.tooManyPixels", .giveUp), ("media.tooManyStreams", .giveUp),
        ("media.forbiddenFormat", .giveUp), ("media.workerCrashed", .giveUp), ("media.workerStopped", .giveUp),
        ("spool.full", .retry), ("store.unavailable", .retry),
        ("destination.unreachable", .retry), ("destination.notFound", .giveUp), ("destination.tooLarge", .giveUp),
        ("destination.unauthorized", .giveUp), ("destination.serverError", .retry),
        ("destination.wrongProtocol", .giveUp), ("destination.conflict", .giveUp),
        ("upload.stalled", .retry), ("upload.expired", .freshStart), ("upload.offsetBeyondEnd", .giveUp),
        ("verify.length", .giveUp), ("verify.checksum", .giveUp), ("retry.exhausted", .giveUp),
        ("cancelled", .giveUp),
    ]

    @Test("the known codes are those of the contract, in its order")
    func known() {
        #expect(FerryError.Code.known.map(\.rawValue) == Self.table.map(\.name))
    }

    @Test("every code of the contract has a disposition of its own", arguments: table)
    func disposition(name: String, expected: FerryError.Disposition) {
        #expect(FerryError.Code(rawValue: name).disposition == expected)
    }

    @Test("every known code has advice of its own: one clause without a full stop", arguments: FerryError.Code.known)
    func advice(code: FerryError.Code) {
        #expect(!code.advice.isEmpty && code.advice != FerryError.Code(rawValue: "future.code").advice)
        #expect(!code.advice.hasSuffix(".") && !code.advice.contains("\n"))
    }

    @Test("a code of another version is kept as it is and given up on")
    func unknown() throws {
        let code = FerryError.Code(rawValue: "future.code")
        #expect(try throughJSON([code]) == [code])
        #expect(try JSONValue([code]) == .array([.string("future.code")]))
        #expect(code.disposition == .giveUp && !code.advice.isEmpty && code.description == "future.code")
    }
}
