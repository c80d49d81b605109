import FerryCore

@testable import FerrySessions

/// What a reader found, in memory.
struct RecordedAnswer: AnswerSink, Equatable {
    struct Recording: Equatable {
        var kind: MediaKind
        var name: String
        var form: MediaForm
        var bytes: [UInt8] = []
        var isWhole = false
    }

    var fields: [AnswerField: FieldValue] = [:]
    var media: [Recording] = []

    mutating func field(_ field: AnswerField, _ value: FieldValue) throws(FerryError) { fields[field] = value }

    mutating func beginMedia(_ kind: MediaKind, name: String, _ form: MediaForm) throws(FerryError) {
        media.append(Recording(kind: kind, name: name, form: form))
    }

    mutating func media(_ bytes: UnsafeRawBufferPointer) throws(FerryError) { media[media.count - 1].bytes += bytes }

    mutating func endMedia() throws(FerryError) { media[media.count - 1].isWhole = true }

    /// Reads a body in pieces.
    static func read(
        _ pieces: [ArraySlice<UInt8>], _ framing: AnswerFraming, limits: IntakeLimits = IntakeLimits()
    ) throws(FerryError) -> RecordedAnswer {
        var reader = AnswerReader(framing, limits: limits)
        var answer = RecordedAnswer()
        for piece in pieces {
            let result: Result<Void, FerryError> = piece.withUnsafeBytes { bytes in
                Result { () throws(FerryError) in try reader.take(bytes, into: &answer) }
            }
            try result.get()
        }
        try reader.finish(into: &answer)
        return answer
    }

    /// Reads a body in one piece.
    static func read(
        _ body: [UInt8], _ framing: AnswerFraming, limits: IntakeLimits = IntakeLimits()
    ) throws(FerryError) -> RecordedAnswer {
        try read([body[...]], framing, limits: limits)
    }

    /// The error that a body is refused with; `nil` where it is taken.
    static func refusal(
        _ pieces: [ArraySlice<UInt8>], _ framing: AnswerFraming, limits: IntakeLimits = IntakeLimits()
    ) -> FerryError? {
        do throws(FerryError) {
            _ = try read(pieces, framing, limits: limits)
            return nil
        } catch {
            return error
        }
    }
}

extension [UInt8] {
    /// The bytes in pieces of a length.
    func pieces(of count: Int) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
    }

    /// The bytes in two pieces, for every place between.
    var everyCut: [[ArraySlice<UInt8>]] { indices.map { [self[..<$0], self[$0...]] } }
}
