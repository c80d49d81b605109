import Crypto
import FerryCore

extension TakenAnswer {
    /// The hash of an answer. Each part has its name and its length in front, so that none can be taken for another.
    static func digest(_ fields: AnswerFields, _ media: [TakenMedia]) -> String {
        var hash = SHA256()
        func add(_ name: String, _ value: String?) {
            guard let value else { return }
            hash.update(data: Array("\(name) \(value.utf8.count)\n".utf8))
            hash.update(data: Array(value.utf8))
        }
        add("mediaferry.answer", "1")
        add("questionId", fields.questionId)
        add("questionIndex", fields.questionIndex.map(String.init))
        add("responseText", fields.responseText)
        add("durationSeconds", fields.durationSeconds.map { String($0.bitPattern, radix: 16) })
        add("uploadImmediately", String(fields.uploadImmediately))
        for recording in media { add(recording.kind.rawValue, "\(recording.source.bytes) \(recording.source.sha256)") }
        return hash.finalize().reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
