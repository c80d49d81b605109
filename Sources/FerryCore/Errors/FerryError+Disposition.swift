extension FerryError.Code {
    /// All codes that this version writes, in the order of the road.
    public static let known: [FerryError.Code] = [
        .sourceNotFound, .sourceUnreadable, .sourceIsDirectory, .sourceEmpty, .sourceChanged, .sourceTooLarge,
        .dataURINotADataURI, .dataURINoComma, .dataURIBadBase64, .dataURIEmpty, .dataURITruncated,
        .mediaNotMedia, .mediaEmptyRecording, .mediaNoIndex, .mediaNoHeader, .mediaTooManyPixels,
        .mediaTooManyStreams, .mediaForbiddenFormat, .mediaWorkerCrashed, .mediaWorkerStopped,
        .spoolFull, .storeUnavailable,
        .destinationUnreachable, .destinationNotFound, .destinationTooLarge, .destinationUnauthorized,
        .destinationServerError, .destinationWrongProtocol, .destinationConflict,
        .uploadStalled, .uploadExpired, .uploadOffsetBeyondEnd, .verifyLength, .verifyChecksum, .retryExhausted,
        .cancelled,
    ]

    /// The codes that only the hand-off service writes beside them.
    public static let ofService: [FerryError.Code] = [
        .sessionNotFound, .sessionConflict, .requestMalformed, .requestUnprocessable, .requestTooLarge,
        .requestUnsupportedType, .requestUnauthorized, .requestForbidden, .serviceBusy, .serviceExpired,
    ]

    /// What a machine may do when an error of this code says nothing else.
    public var disposition: FerryError.Disposition {
        switch self {
        case .destinationUnreachable, .destinationServerError, .uploadStalled, .spoolFull, .storeUnavailable:
            .retry
        case .uploadExpired: .freshStart
        case .serviceBusy: .retryAfter
        default: .giveUp
        }
    }

    /// What the user can do when an error of this code says nothing else.
    public var advice: String {
        switch self {
        case .sourceNotFound: "check the path"
        case .sourceUnreadable: "check the file's permissions"
        case .sourceIsDirectory: "name the files in it"
        case .sourceEmpty, .mediaEmptyRecording: "record again; there is nothing to send"
        case .sourceChanged: "run the command again when the file is complete"
        case .sourceTooLarge: "raise the limit or send a smaller file"
        case .dataURIEmpty: "hand over the Blob itself instead of its data URL"
        case .dataURINotADataURI, .dataURINoComma, .dataURIBadBase64, .dataURITruncated:
            "hand over the whole text as FileReader.readAsDataURL gave it"
        case .mediaNotMedia, .mediaForbiddenFormat: "use --preset none to send the bytes as they are"
        case .mediaNoIndex, .mediaNoHeader: "keep the original; a repair tool may save it"
        case .mediaTooManyPixels, .mediaTooManyStreams: "use --preset none to send the bytes as they are"
        case .mediaWorkerCrashed, .mediaWorkerStopped: "keep the original; --preset none sends it as it is"
        case .spoolFull: "free space in the state directory or name another with --state"
        case .storeUnavailable: "check the state directory named by --state"
        case .destinationUnreachable: "check the URL and the network, then run the same command again"
        case .destinationNotFound: "check the destination's URL"
        case .destinationTooLarge: "choose a smaller preset or a destination with a higher limit"
        case .destinationUnauthorized: "check the token in the variable named by --token-env"
        case .destinationServerError, .uploadStalled, .retryExhausted: "run the same command again to continue"
        case .destinationWrongProtocol: "check that the URL's scheme fits the server"
        case .destinationConflict: "run the same command again; another writer may be at work"
        case .uploadExpired: "run the same command again to start anew"
        case .uploadOffsetBeyondEnd, .verifyLength, .verifyChecksum:
            "run it with --again to send a new object"
        case .cancelled: "run the same command again to continue"
        case .sessionNotFound: "check the name, or begin a session with POST /v1/sessions"
        case .sessionConflict: "read the session and ask for what is legal where it stands"
        case .requestMalformed, .requestUnprocessable, .requestUnsupportedType:
            "send it as /openapi.json describes it"
        case .requestTooLarge: "send less at once, or upload the media at /files/ and name its URL"
        case .requestUnauthorized: "send a token of mediaferry token create as Authorization: Bearer"
        case .requestForbidden: "use a token with the scope and the user that this needs"
        case .serviceBusy: "send the same request again after the seconds in Retry-After"
        case .serviceExpired: "ask for a new one"
        default: "see the message"
        }
    }
}
