/// The table of the items of batches.
enum BatchSchema {
    /// An item is known by its batch and name. `pass` is the run it was listed by last; `place`, `isObject`, `bytes` and
    /// `version` are its identity, `asks` what its manifest asks for it alone, `settings` the form it was or is to be done
    /// in. `outcome` is null while it is due; `dueAt` is 0 for at once. The account of its end, or of an earlier one, is
    /// JSON; `originalBytes` is what the
    /// recording had before its rendition took its place; hashes stand in columns, to be found by.
    ///
    /// `batchItem_open` holds what may be claimed and no others, in the order of claiming; `batchItem_counts` answers
    /// all counts without a row being read.
    static let items = """
        CREATE TABLE batchItem (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            batch TEXT NOT NULL,
            name TEXT NOT NULL,
            pass TEXT NOT NULL,
            place TEXT NOT NULL,
            isObject INTEGER NOT NULL CHECK (isObject IN (0, 1)),
            bytes INTEGER NOT NULL,
            version TEXT NOT NULL,
            modifiedAt INTEGER,
            asks TEXT,
            settings TEXT NOT NULL,
            outcome TEXT,
            attempts INTEGER NOT NULL,
            dueAt INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            leaseHolder TEXT,
            leaseExpiresAt INTEGER,
            renditionBytes INTEGER,
            originalBytes INTEGER,
            sha256 TEXT,
            renditionSHA256 TEXT,
            account TEXT,
            updatedAt INTEGER NOT NULL,
            UNIQUE (batch, name),
            CHECK ((leaseHolder IS NULL) = (leaseExpiresAt IS NULL))
        ) STRICT;
        CREATE INDEX batchItem_open ON batchItem (pass, dueAt, sequence, leaseExpiresAt) WHERE outcome IS NULL;
        CREATE INDEX batchItem_holder ON batchItem (leaseHolder) WHERE leaseHolder IS NOT NULL;
        CREATE INDEX batchItem_counts ON batchItem (pass, outcome, bytes, originalBytes, renditionBytes, attempts);
        CREATE INDEX batchItem_content ON batchItem (sha256) WHERE sha256 IS NOT NULL;
        CREATE INDEX batchItem_rendition ON batchItem (renditionSHA256) WHERE renditionSHA256 IS NOT NULL;
        """
}
