import FerryCore
import Testing

@Suite struct UploadFailureTests {
    /// What a request without a final reply counts as.
    static let table:
        [(kind: HTTPTransferFailure.Kind, cause: RetryCause, code: FerryError.Code, next: FerryError.Disposition)] = [
            (.connect, .connect, .destinationUnreachable, .retry), (.tls, .tls, .destinationUnreachable, .retry),
            (.certificate, .tls, .destinationUnreachable, .giveUp),
            (.timeout, .timeout, .uploadStalled, .retry), (.firstByte, .firstByte, .uploadStalled, .retry),
            (.stall, .stall, .uploadStalled, .retry), (.reset, .reset, .destinationUnreachable, .retry),
            (.source, .other, .sourceUnreadable, .giveUp), (.cancelled, .other, .cancelled, .giveUp),
            (.other, .other, .destinationUnreachable, .giveUp),
        ]

    @Test("a broken transfer has a cause, a code and a next step", arguments: table)
    func kinds(kind: HTTPTransferFailure.Kind, cause: RetryCause, code: FerryError.Code, next: FerryError.Disposition) {
        let failure = UploadFailure(HTTPTransferFailure(kind, "a reason"))
        #expect(failure.cause == cause && failure.error.code == code && failure.error.disposition == next)
        #expect(failure.error.message == (kind == .cancelled ? "stopped by request" : "a reason"))
    }

    @Test("every way to fail is in the table")
    func complete() {
        #expect(Set(Self.table.map(\.kind)) == Set(HTTPTransferFailure.Kind.allCases))
    }

    @Test("a source that failed keeps its own error")
    func source() {
        let changed = FerryError(.sourceChanged, "it grew")
        let failure = UploadFailure(HTTPTransferFailure(.source, "read", sourceError: changed))
        #expect(failure.error == changed)
    }
}
