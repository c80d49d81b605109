public import FerryCore

/// Questions by kind of interview and domain, and the drawing of some of them.
public struct QuestionBank: Sendable, Equatable, Codable {
    /// A question of the bank.
    public struct Item: Sendable, Equatable, Codable {
        /// The question.
        public var question: Question
        /// The kinds of interviews it fits.
        public var kinds: [String]

        /// Creates an item.
        public init(question: Question, kinds: [String]) {
            self.question = question
            self.kinds = kinds
        }
    }

    /// The questions, in the order of the bank.
    public var items: [Item]

    /// Creates a bank.
    public init(items: [Item] = []) { self.items = items }

    /// Draws questions at random, none twice.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - kind: The kind of interview they must fit.
    ///   - domain: What they must be about; any where it is `nil`.
    ///   - random: Where chance comes from.
    /// - Throws: `request.unprocessable` when the bank has fewer.
    public func draw(
        _ count: Int, kind: String, domain: String?, using random: inout some RandomNumberGenerator
    ) throws(FerryError) -> [Question] {
        let fitting = items.filter { $0.kinds.contains(kind) && (domain == nil || $0.question.domain == domain) }
        guard count > 0, fitting.count >= count else {
            throw FerryError(
                .requestUnprocessable,
                "\(count) questions of kind \(kind)\(domain.map { " and domain \($0)" } ?? "") were asked for, and the bank has \(fitting.count)",
                next: "ask for fewer, or give the questions with the session")
        }
        return fitting.shuffled(using: &random).prefix(count).map(\.question)
    }
}
