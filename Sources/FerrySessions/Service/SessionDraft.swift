import FerryCore

/// What a caller says of a session that is to begin.
public struct SessionDraft: Sendable, Equatable {
    /// Whose it is.
    public var userID: String
    /// Who is interviewed, where that is not the user.
    public var candidate: InterviewSession.Candidate?
    /// What kind of interview it is.
    public var kind: String
    /// The questions, in the order they are asked; empty where they are drawn, or not known beforehand.
    public var questions: [Question]
    /// Questions to be drawn from the bank.
    public var draw: QuestionDraw?
    /// What the caller wants to find again.
    public var metadata: [String: String]

    /// Creates a draft.
    public init(
        userID: String, candidate: InterviewSession.Candidate? = nil, kind: String, questions: [Question] = [],
        draw: QuestionDraw? = nil, metadata: [String: String] = [:]
    ) {
        self.userID = userID
        self.candidate = candidate
        self.kind = kind
        self.questions = questions
        self.draw = draw
        self.metadata = metadata
    }

    /// Characters of a name.
    public static let maxNameLength = 256
    /// Questions of a session.
    public static let maxQuestions = 1000
    /// Characters of a question.
    public static let maxQuestionLength = 10_000
    /// Entries of the metadata, and characters of a value.
    public static let maxMetadata = (entries: 64, length: 4096)

    /// Sees that it can be a session.
    ///
    /// - Throws: `request.unprocessable` that names the field.
    func check() throws(FerryError) {
        try Self.check(userID, "userId")
        try Self.check(kind, "kind")
        if let candidate { try Self.check(candidate.id, "candidate.id") }
        guard questions.isEmpty || draw == nil else {
            throw Self.wrong("questions", "given and drawn questions exclude each other")
        }
        guard questions.count <= Self.maxQuestions else {
            throw Self.wrong("questions", "there are more than \(Self.maxQuestions)")
        }
        for question in questions {
            try Self.check(question.questionId, "questionId")
            guard question.text.count <= Self.maxQuestionLength else {
                throw Self.wrong("text", "a question has more than \(Self.maxQuestionLength) characters")
            }
        }
        guard Set(questions.map(\.questionId)).count == questions.count else {
            throw Self.wrong("questions", "two have the same questionId")
        }
        guard metadata.count <= Self.maxMetadata.entries,
            metadata.allSatisfy({ $0.key.count <= Self.maxNameLength && $0.value.count <= Self.maxMetadata.length })
        else { throw Self.wrong("metadata", "it is larger than the limit") }
    }

    private static func check(_ name: String, _ field: String) throws(FerryError) {
        guard !name.isEmpty, name.count <= maxNameLength, !name.unicodeScalars.contains(where: { $0.value < 0x20 })
        else { throw wrong(field, "it is empty, too long or has control characters") }
    }

    private static func wrong(_ field: String, _ reason: String) -> FerryError {
        FerryError(.requestUnprocessable, reason, input: field)
    }
}

/// How many questions are drawn from the bank, and of what.
public struct QuestionDraw: Sendable, Equatable, Codable {
    /// How many.
    public var count: Int
    /// What they must be about; any where it is `nil`.
    public var domain: String?

    /// Creates a draw.
    public init(count: Int, domain: String? = nil) {
        self.count = count
        self.domain = domain
    }
}
