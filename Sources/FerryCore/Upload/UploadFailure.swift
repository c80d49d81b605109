/// A request of an upload that did not do what it should, already judged.
public struct UploadFailure: Error, Sendable, Equatable {
    /// What it counts as when it is tried again.
    public var cause: RetryCause
    /// What happened; its disposition says what may be done.
    public var error: FerryError
    /// Body bytes that had been handed to the network, where the transport counted them.
    public var sentBodyBytes: Int64?

    /// Whether the host as a whole is failing and every job waits for it: the failure costs the file no retry.
    public var isOutage = false

    /// Creates a failure.
    public init(_ cause: RetryCause, _ error: FerryError, sentBodyBytes: Int64? = nil) {
        self.cause = cause
        self.error = error
        self.sentBodyBytes = sentBodyBytes
    }
}

extension UploadFailure {
    /// The failure that a request without any final reply counts as.
    public init(_ failure: HTTPTransferFailure) {
        let cause = RetryCause(failure.kind)
        let error: FerryError =
            switch failure.kind {
            case .source: failure.sourceError ?? FerryError(.sourceUnreadable, failure.message)
            case .cancelled: FerryError(.cancelled, "stopped by request")
            case .stall, .firstByte, .timeout: FerryError(.uploadStalled, failure.message)
            case .certificate:
                FerryError(
                    .destinationUnreachable, failure.message,
                    next: "check the server's certificate or name its CA with --ca-file", disposition: .giveUp)
            case .connect, .tls, .reset: FerryError(.destinationUnreachable, failure.message)
            case .other: FerryError(.destinationUnreachable, failure.message, disposition: .giveUp)
            }
        self.init(cause, error, sentBodyBytes: failure.sentBodyBytes)
    }
}
