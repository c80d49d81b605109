import FerryCore
import HTTPTypes

/// What a folder refused, judged. The body is the system's own word for it.
struct DirectoryReply {
    private let response: HTTPTransferResponse
    private let folder: String

    init(_ response: HTTPTransferResponse, folder: String) {
        self.response = response
        self.folder = folder.isEmpty ? "/" : folder
    }

    private var reason: String { String(decoding: response.body.prefix(200), as: UTF8.self) }

    func failure(whileCreating: Bool, name: String = "") -> UploadFailure {
        switch response.head.status.code {
        case 403:
            fatal(
                .destinationUnauthorized, "the folder \(folder) cannot be written or read: \(reason)",
                next: "check its permissions")
        case 404: whileCreating ? missing() : gone()
        case 409: fatal(.destinationConflict, "something else than a file stands in the way: \(reason)")
        case 412: UploadFailure(.other, NameClaim.conflict(name).with(status: 412))
        case 414: fatal(.destinationWrongProtocol, "the path is too long for the file system", next: "shorten --name")
        case 416: again(.offset, .destinationConflict, "the unfinished file has another length")
        case 460:
            UploadFailure(
                .checksum,
                FerryError(
                    .verifyChecksum, "what was written reads back as \(reason)", next: "check the disk",
                    disposition: .freshStart))
        case 507:
            fatal(
                .destinationTooLarge, "no space is left in \(folder) (\(reason))",
                next: "free space there, then run the same command again")
        default: again(.other, .destinationServerError, "the folder \(folder) failed: \(reason)")
        }
    }

    private func missing() -> UploadFailure {
        fatal(.destinationNotFound, "the folder \(folder) does not exist", next: "make it with mkdir -p")
    }

    private func gone() -> UploadFailure {
        UploadFailure(
            .expired, FerryError(.uploadExpired, "the file is gone", disposition: .freshStart))
    }

    private func fatal(_ code: FerryError.Code, _ message: String, next: String? = nil) -> UploadFailure {
        UploadFailure(.other, FerryError(code, message, next: next, disposition: .giveUp))
    }

    private func again(_ cause: RetryCause, _ code: FerryError.Code, _ message: String) -> UploadFailure {
        UploadFailure(cause, FerryError(code, message, disposition: .retry))
    }
}

extension FerryError {
    /// The same error with the status that led to it.
    func with(status: Int) -> FerryError {
        var error = self
        error.status = status
        return error
    }
}
