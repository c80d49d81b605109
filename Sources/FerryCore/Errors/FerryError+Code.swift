extension FerryError {
    /// A stable name for what happened, `group.reason`. Open: readers must expect names they do not know.
    public struct Code: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
        /// The name as written in JSON and on standard error.
        public let rawValue: String
        /// Wraps a name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Reads the plain JSON string.
        public init(from decoder: any Decoder) throws {
            rawValue = try decoder.singleValueContainer().decode(String.self)
        }
        /// Writes a plain JSON string.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(rawValue)
        }
        /// The name.
        public var description: String { rawValue }

        /// The path names nothing.
        public static let sourceNotFound = Code(rawValue: "source.notFound")
        /// The source cannot be opened or read.
        public static let sourceUnreadable = Code(rawValue: "source.unreadable")
        /// The path names a directory.
        public static let sourceIsDirectory = Code(rawValue: "source.isDirectory")
        /// The source holds no bytes.
        public static let sourceEmpty = Code(rawValue: "source.empty")
        /// The source is not what it was when the job began.
        public static let sourceChanged = Code(rawValue: "source.changed")
        /// The source is larger than the limit.
        public static let sourceTooLarge = Code(rawValue: "source.tooLarge")
        /// The text does not begin with `data:`.
        public static let dataURINotADataURI = Code(rawValue: "dataURI.notADataURI")
        /// The data URI has no comma that ends its head.
        public static let dataURINoComma = Code(rawValue: "dataURI.noComma")
        /// The body is not base64.
        public static let dataURIBadBase64 = Code(rawValue: "dataURI.badBase64")
        /// The data URI has a head and no body.
        public static let dataURIEmpty = Code(rawValue: "dataURI.empty")
        /// The text ends inside the head.
        public static let dataURITruncated = Code(rawValue: "dataURI.truncated")
        /// The bytes are not a media container we read.
        public static let mediaNotMedia = Code(rawValue: "media.notMedia")
        /// A container without a single frame or sample.
        public static let mediaEmptyRecording = Code(rawValue: "media.emptyRecording")
        /// An MP4 whose index (`moov`) was never written.
        public static let mediaNoIndex = Code(rawValue: "media.noIndex")
        /// A recording whose first bytes are missing.
        public static let mediaNoHeader = Code(rawValue: "media.noHeader")
        /// The picture is larger than the limit.
        public static let mediaTooManyPixels = Code(rawValue: "media.tooManyPixels")
        /// More tracks than the limit.
        public static let mediaTooManyStreams = Code(rawValue: "media.tooManyStreams")
        /// A format that is never opened, such as a playlist or a script.
        public static let mediaForbiddenFormat = Code(rawValue: "media.forbiddenFormat")
        /// The media worker died.
        public static let mediaWorkerCrashed = Code(rawValue: "media.workerCrashed")
        /// The media worker was stopped because it passed a limit or made no progress.
        public static let mediaWorkerStopped = Code(rawValue: "media.workerStopped")
        /// No space is left for the spool.
        public static let spoolFull = Code(rawValue: "spool.full")
        /// The state directory or its database cannot be used.
        public static let storeUnavailable = Code(rawValue: "store.unavailable")
        /// No connection to the destination.
        public static let destinationUnreachable = Code(rawValue: "destination.unreachable")
        /// The destination does not exist there.
        public static let destinationNotFound = Code(rawValue: "destination.notFound")
        /// The destination refuses an object of this size.
        public static let destinationTooLarge = Code(rawValue: "destination.tooLarge")
        /// Credentials are missing or refused.
        public static let destinationUnauthorized = Code(rawValue: "destination.unauthorized")
        /// The destination failed by itself.
        public static let destinationServerError = Code(rawValue: "destination.serverError")
        /// The destination does not speak the protocol of the URL.
        public static let destinationWrongProtocol = Code(rawValue: "destination.wrongProtocol")
        /// Something else is there already, or another writer is at work.
        public static let destinationConflict = Code(rawValue: "destination.conflict")
        /// Bytes flowed too slowly for too long.
        public static let uploadStalled = Code(rawValue: "upload.stalled")
        /// The upload at the server is gone.
        public static let uploadExpired = Code(rawValue: "upload.expired")
        /// The server claims more bytes than there are.
        public static let uploadOffsetBeyondEnd = Code(rawValue: "upload.offsetBeyondEnd")
        /// What arrived has another length.
        public static let verifyLength = Code(rawValue: "verify.length")
        /// What arrived has another hash.
        public static let verifyChecksum = Code(rawValue: "verify.checksum")
        /// The retry budget of the file is used up.
        public static let retryExhausted = Code(rawValue: "retry.exhausted")
        /// There is no such session, answer or submission.
        public static let sessionNotFound = Code(rawValue: "session.notFound")
        /// The move is not legal where the session stands, or a key was used for something else.
        public static let sessionConflict = Code(rawValue: "session.conflict")
        /// The request cannot be read.
        public static let requestMalformed = Code(rawValue: "request.malformed")
        /// The request can be read and says something that cannot be.
        public static let requestUnprocessable = Code(rawValue: "request.unprocessable")
        /// The request is larger than the limit.
        public static let requestTooLarge = Code(rawValue: "request.tooLarge")
        /// The body has a media type that is not taken here.
        public static let requestUnsupportedType = Code(rawValue: "request.unsupportedType")
        /// A token is missing or not known.
        public static let requestUnauthorized = Code(rawValue: "request.unauthorized")
        /// The token does not reach this.
        public static let requestForbidden = Code(rawValue: "request.forbidden")
        /// More is under way than the service takes at once.
        public static let serviceBusy = Code(rawValue: "service.busy")
        /// The time of what was asked for is over.
        public static let serviceExpired = Code(rawValue: "service.expired")
        /// Stopped by request.
        public static let cancelled = Code(rawValue: "cancelled")
    }
}
