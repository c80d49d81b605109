import GRDB

/// The tables, as steps that are never changed once released; a new version adds a step.
enum StoreSchema {
    /// The steps.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 jobs and leases", foreignKeyChecks: .immediate) { try $0.execute(sql: jobs) }
        migrator.registerMigration("2 requests", foreignKeyChecks: .immediate) { try $0.execute(sql: requests) }
        migrator.registerMigration("3 owners and priorities", foreignKeyChecks: .immediate) {
            try $0.execute(sql: owners)
        }
        migrator.registerMigration("4 sessions", foreignKeyChecks: .immediate) { try $0.execute(sql: sessions) }
        migrator.registerMigration("5 service", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: service)
            try database.execute(sql: StoreTallies.schema)
        }
        migrator.registerMigration("6 batches", foreignKeyChecks: .immediate) {
            try $0.execute(sql: BatchSchema.items)
        }
        return migrator
    }

    /// A row is a job: what is searched for stands in columns, all of the job in `record` as JSON.
    ///
    /// Times are microseconds since the epoch. `isEnd` is 1 where nothing follows the state by itself. `epoch` grows with
    /// every claim and is kept when the lease ends; `leaseHolder` and `leaseExpiresAt` are both null while nobody holds it.
    private static let jobs = """
        CREATE TABLE job (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            key TEXT NOT NULL,
            state TEXT NOT NULL,
            isEnd INTEGER NOT NULL CHECK (isEnd IN (0, 1)),
            sourcePath TEXT,
            createdAt INTEGER NOT NULL,
            updatedAt INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            leaseHolder TEXT,
            leaseExpiresAt INTEGER,
            record TEXT NOT NULL,
            CHECK ((leaseHolder IS NULL) = (leaseExpiresAt IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX job_unfinished_key ON job (key) WHERE isEnd = 0;
        CREATE INDEX job_key ON job (key, createdAt);
        CREATE INDEX job_state ON job (state, createdAt);
        CREATE INDEX job_unfinished_path ON job (sourcePath) WHERE isEnd = 0 AND sourcePath IS NOT NULL;
        """

    /// What is asked of the holder of a job. `requestEpoch` is the epoch of the lease it was asked under; a request under
    /// another one is void. All three are null while nothing is asked.
    private static let requests = """
        ALTER TABLE job ADD COLUMN request TEXT;
        ALTER TABLE job ADD COLUMN requestEpoch INTEGER;
        ALTER TABLE job ADD COLUMN requestedAt INTEGER;
        CREATE INDEX job_request ON job (leaseHolder, requestedAt) WHERE request IS NOT NULL;
        """

    /// `ownerSession` is the session whose answer a job carries, null outside of the hand-off service; `priority` is 0
    /// unless the record says otherwise.
    ///
    /// `job_waiting` holds the jobs that may be claimed and no others, in the order of claiming, with the one column that
    /// a held job is passed over by: a claim reads as many rows as it takes, however many jobs there are.
    private static let owners = """
        ALTER TABLE job ADD COLUMN ownerSession TEXT;
        ALTER TABLE job ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
        UPDATE job SET
            ownerSession = json_extract(record, '$.owner.sessionId'),
            priority = COALESCE(json_extract(record, '$.priority'), 0)
        WHERE json_valid(record) AND (
            json_extract(record, '$.owner.sessionId') IS NOT NULL OR json_extract(record, '$.priority') IS NOT NULL);
        CREATE INDEX job_session ON job (ownerSession, createdAt) WHERE ownerSession IS NOT NULL;
        CREATE INDEX job_waiting ON job (priority DESC, createdAt, sequence, leaseExpiresAt) WHERE state = 'accepted';
        DROP INDEX job_unfinished_path;
        CREATE INDEX job_unfinished_path ON job (sourcePath, createdAt) WHERE isEnd = 0 AND sourcePath IS NOT NULL;
        """

    /// Sessions, their answers, trails and hand-offs: what is searched for stands in columns, all else in `record` as JSON.
    ///
    /// `isCurrent` is 1 until another answer takes the place of an answer; a question has one that is. A trail counts from
    /// 1 in each session. A hand-off is known again by its key within its session; `media` is the number of its jobs.
    private static let sessions = """
        CREATE TABLE session (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            userID TEXT NOT NULL,
            state TEXT NOT NULL,
            isIncomplete INTEGER NOT NULL CHECK (isIncomplete IN (0, 1)),
            startedAt INTEGER NOT NULL,
            expiresAt INTEGER NOT NULL,
            record TEXT NOT NULL
        ) STRICT;
        CREATE INDEX session_user ON session (userID, state, startedAt);
        CREATE INDEX session_state ON session (state, startedAt);
        CREATE INDEX session_expiry ON session (expiresAt) WHERE isIncomplete = 1;

        CREATE TABLE answer (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            sessionID TEXT NOT NULL,
            questionId TEXT NOT NULL,
            questionIndex INTEGER NOT NULL,
            isCurrent INTEGER NOT NULL CHECK (isCurrent IN (0, 1)),
            createdAt INTEGER NOT NULL,
            record TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX answer_current ON answer (sessionID, questionId) WHERE isCurrent = 1;
        CREATE INDEX answer_order ON answer (sessionID, questionIndex, questionId) WHERE isCurrent = 1;
        CREATE INDEX answer_all
            ON answer (sessionID, questionIndex, questionId, isCurrent DESC, createdAt DESC, sequence DESC);

        CREATE TABLE trail (
            sessionID TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            record TEXT NOT NULL,
            PRIMARY KEY (sessionID, sequence)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE handOff (
            id TEXT NOT NULL PRIMARY KEY,
            sessionID TEXT NOT NULL,
            idempotencyKey TEXT,
            media INTEGER NOT NULL,
            acknowledgedAt INTEGER NOT NULL,
            record TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX handOff_key ON handOff (sessionID, idempotencyKey) WHERE idempotencyKey IS NOT NULL;
        """

    /// What the service keeps beside sessions. A webhook has `nextAttemptAt` while it waits and `endedAt` afterwards;
    /// `setting` holds the switches that were turned at run time, under one name.
    private static let service = """
        CREATE TABLE playback (
            item TEXT NOT NULL,
            userID TEXT NOT NULL,
            positionSeconds REAL NOT NULL,
            totalSeconds REAL NOT NULL,
            milestone INTEGER NOT NULL,
            isCompleted INTEGER NOT NULL CHECK (isCompleted IN (0, 1)),
            writtenAt INTEGER NOT NULL,
            PRIMARY KEY (item, userID)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE webhook (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            sessionID TEXT NOT NULL,
            state TEXT NOT NULL,
            nextAttemptAt INTEGER,
            endedAt INTEGER,
            record TEXT NOT NULL,
            CHECK ((nextAttemptAt IS NULL) <> (endedAt IS NULL))
        ) STRICT;
        CREATE INDEX webhook_due ON webhook (nextAttemptAt) WHERE nextAttemptAt IS NOT NULL;
        CREATE INDEX webhook_ended ON webhook (endedAt) WHERE endedAt IS NOT NULL;
        CREATE INDEX webhook_session ON webhook (sessionID);

        CREATE TABLE token (
            id TEXT NOT NULL PRIMARY KEY,
            createdAt INTEGER NOT NULL,
            record TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX token_age ON token (createdAt, id);

        CREATE TABLE setting (
            name TEXT NOT NULL PRIMARY KEY,
            record TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE session ADD COLUMN kind TEXT;
        ALTER TABLE session ADD COLUMN seconds REAL;
        ALTER TABLE answer ADD COLUMN seconds REAL;
        """
}
