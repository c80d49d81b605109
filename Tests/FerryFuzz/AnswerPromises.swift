import FerryCore
import FerrySessions

/// An answer is the same for every way of cutting its body, in JSON and as a form, and holds no more than the body.
enum AnswerPromises {
    /// The boundary of all forms that are tried.
    static let boundary = "B"

    private struct Outcome: AnswerSink, Equatable {
        var fields: [AnswerField: FieldValue] = [:]
        var media: [[UInt8]] = []
        var forms: [MediaForm] = []
        var whole = 0
        var error: FerryError?

        mutating func field(_ field: AnswerField, _ value: FieldValue) throws(FerryError) { fields[field] = value }

        mutating func beginMedia(_ kind: MediaKind, name: String, _ form: MediaForm) throws(FerryError) {
            media.append([])
            forms.append(form)
        }

        mutating func media(_ bytes: UnsafeRawBufferPointer) throws(FerryError) { media[media.count - 1] += bytes }

        mutating func endMedia() throws(FerryError) { whole += 1 }
    }

    private static let limits = IntakeLimits(
        textBytes: 200, nameBytes: 100, fieldBytes: 2000, headerBytes: 300, fields: 8, nesting: 8)

    static func checkJSON(_ input: [UInt8]) {
        check(input) { (pieces, outcome) throws(FerryError) in
            var reader = JSONAnswerReader(limits: limits)
            for piece in pieces {
                try lend(piece) { bytes throws(FerryError) in try reader.take(bytes, into: &outcome) }
            }
            try reader.finish()
        }
    }

    static func checkForm(_ input: [UInt8]) {
        guard let boundary = MultipartBoundary(boundary) else { return }
        check(input) { (pieces, outcome) throws(FerryError) in
            var reader = MultipartAnswerReader(boundary: boundary, limits: limits)
            for piece in pieces {
                try lend(piece) { bytes throws(FerryError) in try reader.take(bytes, into: &outcome) }
            }
            try reader.finish()
        }
    }

    private static func check(
        _ input: [UInt8], _ read: ([ArraySlice<UInt8>], inout Outcome) throws(FerryError) -> Void
    ) {
        let cuts = FuzzCuts(input)
        let whole = outcome([cuts.rest], read)
        let cut = outcome(cuts.pieces, read)
        FuzzTarget.require(whole.error == cut.error, "the cuts of a body changed its error")
        guard whole.error == nil else { return }
        FuzzTarget.require(whole == cut, "the cuts of a body changed what it says")
        FuzzTarget.require(whole.whole == whole.media.count, "a recording has no end")
        let bytes = whole.media.reduce(0) { $0 + $1.count }
        FuzzTarget.require(bytes <= cuts.rest.count, "media is larger than its body")
    }

    private static func outcome(
        _ pieces: [ArraySlice<UInt8>], _ read: ([ArraySlice<UInt8>], inout Outcome) throws(FerryError) -> Void
    ) -> Outcome {
        var outcome = Outcome()
        do throws(FerryError) { try read(pieces, &outcome) } catch { outcome.error = error }
        return outcome
    }

    private static func lend(
        _ piece: ArraySlice<UInt8>, _ body: (UnsafeRawBufferPointer) throws(FerryError) -> Void
    ) throws(FerryError) {
        let result: Result<Void, FerryError> = piece.withUnsafeBytes { bytes in
            Result { () throws(FerryError) in try body(bytes) }
        }
        try result.get()
    }
}
