import Glibc

/// A first word that names no command, and the command that was probably meant.
struct UnknownCommand {
    /// What is said.
    let message: String

    /// `nil` where the word is a command, an option or nothing.
    init?(_ word: String, among names: [String]) {
        guard !word.isEmpty, !word.hasPrefix("-"), !names.contains(word) else { return nil }
        let nearest = names.map { ($0, Self.distance(word.lowercased(), $0)) }.min { $0.1 < $1.1 }
        let hint = nearest.flatMap { $0.1 <= 2 ? "did you mean \($0.0)?" : nil }
        message =
            "mediaferry: there is no command \(ShellWord.quote(word)); "
            + (hint ?? "the commands are \(names.joined(separator: ", "))")
    }

    /// Says so and ends the program as wrong usage.
    func exit() -> Never {
        Console.error(message)
        Glibc.exit(64)
    }

    /// How many letters must be changed, put in, taken out or swapped with their neighbours.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8.prefix(32)), Array(right.utf8))
        var rows = [Array(0...right.count)]
        for row in 1...max(1, left.count) where !left.isEmpty {
            var next = [row]
            for column in 1...right.count {
                let isSame = left[row - 1] == right[column - 1]
                var least = min(
                    rows[row - 1][column] + 1, next[column - 1] + 1, rows[row - 1][column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    least = min(least, rows[row - 2][column - 2] + 1)
                }
                next.append(least)
            }
            rows.append(next)
        }
        return rows[rows.count - 1][right.count]
    }
}
