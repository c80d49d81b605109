import GRDB

/// The tables, as steps that are never changed once released; a new version adds a step.
enum JobSchema {
    /// The steps.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 jobs and leases", foreignKeyChecks: .immediate) { try $0.execute(sql: jobs) }
        migrator.registerMigration("2 requests", foreignKeyChecks: .immediate) { try $0.execute(sql: requests) }
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
}
