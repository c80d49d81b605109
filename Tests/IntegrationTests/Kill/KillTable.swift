/// Lines from which `Scripts/lib/kill_table.py` makes the table of kills.
enum KillTable {
    static func print(_ spot: KillSpot, _ count: KillCount, wasKilled: Bool) {
        print(
            spot.dialect.name, "\(spot.kind)", wasKilled: wasKilled, resent: count.resentBytes,
            mostResent: spot.dialect.mostResentBytes, moreQuestions: count.moreQuestions, orphans: count.orphans)
    }

    /// Prints one point: the protocol, what was waited for, whether the command was still there to be killed, bytes sent
    /// again and how many are allowed, round trips more, and unfinished uploads that stay.
    static func print(
        _ dialect: String, _ kind: String, wasKilled: Bool, resent: Int, mostResent: Int, moreQuestions: Int,
        orphans: Int
    ) {
        let numbers = [wasKilled ? 1 : 0, resent, mostResent, moreQuestions, orphans]
        Swift.print((["kill", dialect, kind] + numbers.map { "\($0)" }).joined(separator: "\t"))
    }
}
