/// How counts are kept: triggers change them in the transaction that changes the rows, so that they are never behind.
///
/// `tally` counts rows by their states; `spread` keeps count, sum, smallest and largest of numbers. What a spread has once
/// taken as its smallest or largest stays.
enum StoreTallies {
    /// Tables, triggers, and the counts of the rows that are there.
    static let schema = """
        CREATE TABLE tally (name TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE spread (
            name TEXT NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL,
            sum REAL NOT NULL,
            low REAL NOT NULL,
            high REAL NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO tally \(counts);
        \(states("job", count: "'job.' ||"))
        \(states("job", name: "media", count: "'media.' ||", where: "ownerSession IS NOT NULL"))
        \(states("session", count: "'session.' ||"))
        \(states("webhook", count: "'webhook.' ||"))
        CREATE TRIGGER handOff_counted AFTER INSERT ON handOff BEGIN
            \(add("'handOff.count'", "1"))
            \(add("'handOff.media'", "NEW.media"))
        END;
        CREATE TRIGGER session_timed AFTER UPDATE OF state ON session
        WHEN NEW.state = 'completed' AND OLD.state <> 'completed' AND NEW.seconds IS NOT NULL BEGIN
            \(spread("'session.' || NEW.kind"))
        END;
        CREATE TRIGGER answer_timed AFTER INSERT ON answer WHEN NEW.seconds IS NOT NULL BEGIN
            \(spread("'answer'"))
        END;
        CREATE INDEX job_media ON job (state, ownerSession) WHERE ownerSession IS NOT NULL;
        CREATE INDEX webhook_state ON webhook (state);
        CREATE INDEX handOff_media ON handOff (media);
        """

    /// Names and counts, made from the rows by covering indexes.
    static let counts = """
        SELECT 'job.' || state AS name, COUNT(*) AS count FROM job GROUP BY state
        UNION ALL SELECT 'media.' || state, COUNT(*) FROM job WHERE ownerSession IS NOT NULL GROUP BY state
        UNION ALL SELECT 'session.' || state, COUNT(*) FROM session GROUP BY state
        UNION ALL SELECT 'webhook.' || state, COUNT(*) FROM webhook GROUP BY state
        UNION ALL SELECT 'handOff.count', COUNT(*) FROM handOff
        UNION ALL SELECT 'handOff.media', COALESCE(SUM(media), 0) FROM handOff
        """

    /// Triggers that count the rows of a table by their states.
    private static func states(
        _ table: String, name: String? = nil, count: String, where condition: String? = nil
    ) -> String {
        let name = name ?? table
        func when(_ row: String) -> String { condition.map { "WHEN \(row).\($0)" } ?? "" }
        return """
            CREATE TRIGGER \(name)_added AFTER INSERT ON \(table) \(when("NEW")) BEGIN
                \(add("\(count) NEW.state", "1"))
            END;
            CREATE TRIGGER \(name)_moved AFTER UPDATE OF state ON \(table)
            WHEN OLD.state <> NEW.state \(condition.map { "AND NEW.\($0)" } ?? "") BEGIN
                \(add("\(count) OLD.state", "-1"))
                \(add("\(count) NEW.state", "1"))
            END;
            CREATE TRIGGER \(name)_forgotten AFTER DELETE ON \(table) \(when("OLD")) BEGIN
                \(add("\(count) OLD.state", "-1"))
            END;
            """
    }

    private static func add(_ name: String, _ count: String) -> String {
        """
        INSERT INTO tally VALUES (\(name), \(count))
        ON CONFLICT (name) DO UPDATE SET count = count + excluded.count;
        """
    }

    private static func spread(_ name: String) -> String {
        """
        INSERT INTO spread VALUES (\(name), 1, NEW.seconds, NEW.seconds, NEW.seconds)
        ON CONFLICT (name) DO UPDATE SET count = count + 1, sum = sum + excluded.sum,
            low = MIN(low, excluded.low), high = MAX(high, excluded.high);
        """
    }
}
