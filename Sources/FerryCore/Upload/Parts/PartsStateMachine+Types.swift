extension PartsStateMachine {
    /// Where an upload stands.
    public enum State: Sendable, Equatable {
        /// Nothing has been ordered.
        case idle
        /// Too few bytes are sealed to begin, or the whole object waits to be released.
        case gathering
        /// What stands at the name is being asked.
        case inspecting(Purpose)
        /// What stands at the name is being compared with the bytes here.
        case comparing(Purpose)
        /// The whole object is on its way.
        case storing
        /// The upload is being begun.
        case beginning
        /// Parts of an earlier run are being listed.
        case listing
        /// Listed parts are being compared with the bytes here.
        case matching
        /// Parts are on their way, or rest until more bytes are sealed or the object is released.
        case moving
        /// The upload is void; requests under way run out.
        case draining(Drain)
        /// The object is being made of its parts.
        case completing
        /// A void upload is being given up at the server.
        case aborting(Aftermath)
        /// An object that is not what was sent is being taken away.
        case removing(FerryError)
        /// A failed request waits for its next attempt.
        case waiting(Step)
        /// Done.
        case finished
        /// Given up.
        case failed
        /// Stopped by request.
        case cancelled
    }

    /// Why somebody looks at the name.
    public enum Purpose: Sendable, Equatable {
        /// Nothing was sent yet; two sources must not overwrite each other.
        case claim
        /// It is not known whether the whole object arrived.
        case store
        /// It is not known whether the object was made.
        case complete
        /// The upload is gone, perhaps because it was completed.
        case gone
        /// The object is there and is to be proved.
        case confirm
    }

    /// Why requests run out.
    public enum Drain: Sendable, Equatable {
        /// The upload is gone.
        case gone
        /// The storage does not know the checksum that the upload was begun with.
        case checksumRefused
    }

    /// What follows the end of a void upload.
    public enum Aftermath: Sendable, Equatable {
        /// A new upload.
        case begin
        /// The end.
        case fail(FerryError)
    }

    /// What follows a wait.
    public enum Step: Sendable, Equatable {
        /// The upload is begun.
        case begin
        /// Parts are listed from the first.
        case list
        /// The name is looked at.
        case inspect(Purpose)
    }

    /// What happened.
    public enum Event: Sendable, Equatable {
        /// The shell is ready; with an upload of an earlier run.
        case started(resuming: PartsUpload?)
        /// What stands at the name; `nil` for nothing.
        case inspected(ObjectFacts?)
        /// What stands at the name is what is to be delivered.
        case confirmed
        /// It is not.
        case mismatched(FerryError)
        /// The whole object was taken.
        case stored(ObjectFacts)
        /// The upload exists and is written down.
        case begun(PartsUpload)
        /// A page of parts.
        case listed(PartsPage)
        /// Which of the listed parts hold the bytes that are here.
        case matched([Int: PartReference])
        /// The storage keeps a part.
        case partKept(Int, PartReference)
        /// The storage was asked about a part and has it not.
        case partMissing(Int)
        /// The storage was asked about a part and has more of it than before, but not all.
        case partMoved(Int)
        /// A part was not taken. It may have arrived where all its bytes were sent and no reply came.
        case partFailed(Int, PartsFailure, mayHaveArrived: Bool, jitter: Double)
        /// The object was made.
        case completed
        /// Any other request failed; the number in 0…1 is the draw for the back-off.
        case failed(PartsFailure, jitter: Double)
        /// The void upload is given up, or could not be.
        case aborted
        /// The object is taken away, or could not be.
        case removed
        /// The wait is over.
        case waitEnded
        /// More bytes are sealed; with a length nothing follows them.
        case sealed(bytes: Int64, length: Int64?)
        /// What goes out has been checked.
        case released
        /// So many parts may be under way at once from now on.
        case widened(Int)
        /// Somebody asked to stop.
        case cancelRequested
    }

    /// What to do. Requests without body bytes are never ordered two at a time.
    public enum Action: Sendable, Equatable {
        /// Ask what stands at the name.
        case inspect
        /// Compare what stands there with the bytes here.
        case compare(ObjectFacts)
        /// Send the whole object.
        case store(replaces: Bool)
        /// Begin an upload and write it down.
        case begin(partBytes: Int64, replaces: Bool)
        /// List parts behind an index.
        case list(after: Int?)
        /// Compare listed parts with the bytes here.
        case match([ListedPart])
        /// Send a part.
        case send(Chunk)
        /// Ask whether the storage keeps this part, and compare it with the bytes here.
        case ask(Chunk)
        /// Make the object of its parts.
        case complete([PartReference], replaces: Bool)
        /// Bytes that counted as acknowledged do so no more.
        case rewind(fromBytes: Int64, toBytes: Int64, cause: RetryCause)
        /// Give the void upload up at the server, unless it is gone.
        case abort(isGone: Bool, isFreshStart: Bool)
        /// Take the object away: it is not what was sent.
        case remove
        /// Wait, then report the end of the wait. Parts under way go on.
        case wait(seconds: Double, cause: RetryCause, failures: Int, error: FerryError)
        /// The object is there.
        case finish
        /// Give up; whatever is under way is of no use.
        case fail(FerryError)
        /// Stop what is under way; what is at the server stays.
        case stop
    }
}
