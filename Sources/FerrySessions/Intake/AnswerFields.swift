import FerryCore

/// What an answer says beside its media.
public struct AnswerFields: Sendable, Equatable {
    /// Its question.
    public var questionId: String?
    /// The question's place, from 0.
    public var questionIndex: Int?
    /// What was written or transcribed.
    public var responseText: String?
    /// How long it took in seconds.
    public var durationSeconds: Double?
    /// Whether its media goes on its way at once; else it is held until asked for.
    public var uploadImmediately = true
    /// The URL of a finished upload that is the video.
    public var videoUpload: String?
    /// The URL of a finished upload that is the sound.
    public var audioUpload: String?

    /// No field.
    public init() {}

    /// The largest place of a question.
    static let maxIndex = 1_000_000

    /// The URL of a finished upload that is this recording.
    public func upload(_ kind: MediaKind) -> String? { kind == .video ? videoUpload : audioUpload }

    /// Takes a field.
    ///
    /// - Throws: `request.unprocessable` for a value of another type or outside its bounds, `request.tooLarge` for a text
    ///   above its limit; both name the field.
    mutating func set(_ field: AnswerField, _ value: FieldValue, limits: IntakeLimits) throws(FerryError) {
        switch field {
        case .questionId: questionId = try value.text(of: field, maxBytes: limits.nameBytes)
        case .questionIndex: questionIndex = try value.index(of: field, max: Self.maxIndex)
        case .responseText: responseText = try value.text(of: field, maxBytes: limits.textBytes)
        case .durationSeconds: durationSeconds = try value.seconds(of: field)
        case .uploadImmediately: uploadImmediately = try value.flag(of: field)
        case .videoUpload: videoUpload = try value.text(of: field, maxBytes: limits.nameBytes)
        case .audioUpload: audioUpload = try value.text(of: field, maxBytes: limits.nameBytes)
        case .videoDataUri, .audioDataUri: throw FieldValue.wrong(field, "a data URI in a string")
        }
    }
}

extension FieldValue {
    func text(of field: AnswerField, maxBytes: Int) throws(FerryError) -> String {
        let text: String
        switch self {
        case .text(let given), .form(let given): text = given
        case .number, .flag: throw Self.wrong(field, "a string")
        }
        guard text.utf8.count <= maxBytes else {
            throw FerryError(.requestTooLarge, "the text has more than \(maxBytes) bytes", input: field.rawValue)
        }
        // Stores and logs end a text there.
        guard !text.utf8.contains(0) else {
            throw FerryError(.requestUnprocessable, "the text holds a NUL character", input: field.rawValue)
        }
        return text
    }

    func index(of field: AnswerField, max: Int) throws(FerryError) -> Int {
        guard let number, number >= 0, number <= Double(max), number.rounded() == number else {
            throw Self.wrong(field, "a whole number from 0 to \(max)")
        }
        return Int(number)
    }

    func seconds(of field: AnswerField) throws(FerryError) -> Double {
        guard let number, number.isFinite, number >= 0 else {
            throw Self.wrong(field, "a number of seconds, not below 0")
        }
        return number
    }

    func flag(of field: AnswerField) throws(FerryError) -> Bool {
        switch self {
        case .flag(let flag): return flag
        case .form("true"): return true
        case .form("false"): return false
        default: throw Self.wrong(field, "true or false")
        }
    }

    /// The number; of a form's text only where JSON would write it so.
    private var number: Double? {
        switch self {
        case .number(let number): number
        case .form(let text): JSONNumber.value(of: Array(text.utf8))
        case .text, .flag: nil
        }
    }

    static func wrong(_ field: AnswerField, _ wanted: String) -> FerryError {
        FerryError(
            .requestUnprocessable, "the field must be \(wanted)", input: field.rawValue,
            next: "give \(field.rawValue) as \(wanted), or leave it out")
    }
}
