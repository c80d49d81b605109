import FerryCore
import HTTPTypes

extension S3Reply {
    /// Whether a thing that is missing is the upload.
    var isUploadPlace: Bool { place == .sending || place == .listing || place == .completing }

    var gone: PartsFailure {
        plain(.expired, FerryError(.uploadExpired, "the upload is gone from the storage (\(name))", status: status))
    }

    /// Nothing stands at the name, or, where something is to be put there, there is no place for it.
    func missing(_ message: String) -> PartsFailure {
        guard place == .inspecting else { return fatal(.destinationNotFound, "the destination does not exist") }
        return plain(
            .expired, FerryError(.destinationNotFound, "\(message) (\(name))", disposition: .freshStart, status: status)
        )
    }

    var taken: PartsFailure {
        PartsFailure(.nameTaken, again(.other, .destinationConflict, "an object stands at the name").failure)
    }

    var differing: PartsFailure {
        PartsFailure(.partsDiffer, again(.offset, .destinationConflict, "the storage misses parts").failure)
    }

    var elsewhere: PartsFailure {
        let region = response.head.headerFields[.amzBucketRegion] ?? document?.region
        guard let region, region.utf8.count <= 32, region.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == 0x2D }) else {
            return fatal(
                .destinationWrongProtocol, "the bucket is at another endpoint",
                next: "set AWS_REGION to the bucket's region, or name its endpoint with --endpoint")
        }
        return fatal(
            .destinationWrongProtocol, "the bucket is in the region \(region)", next: "set AWS_REGION to \(region)")
    }

    /// What answers is no S3 storage, or something between cut its reply short.
    var notS3: PartsFailure {
        again(.other, .destinationWrongProtocol, "the reply is not one of S3, or is cut short")
    }

    /// A checksum that does not fit the body, or that the storage cannot read.
    func digest(_ code: String) -> PartsFailure {
        let judged = again(.checksum, .verifyChecksum, "the body arrived with another checksum").failure
        return PartsFailure(code == "InvalidDigest" ? .checksumRefused : .plain, judged)
    }

    /// The storage does not know something that was asked for. What it was, it says at best in words.
    func odd(_ code: String) -> PartsFailure {
        let words = (document?.message ?? "").lowercased()
        let failure = fatal(.destinationWrongProtocol, "the storage does not know the request").failure
        if words.contains("none-match") || words.contains("precondition") {
            return PartsFailure(.guardRefused, failure)
        }
        if words.contains("checksum") || words.contains("digest") || code == "MalformedXML" {
            return PartsFailure(.checksumRefused, failure)
        }
        let mayBeFeature = code == "NotImplemented" || code == "501"
        return PartsFailure(mayBeFeature ? .guardRefused : .plain, failure)
    }

    func refused(_ message: String, next: String) -> PartsFailure {
        fatal(.destinationUnauthorized, message, cause: .auth, next: next)
    }

    func fatal(
        _ code: FerryError.Code, _ message: String, cause: RetryCause = .other, next: String? = nil
    ) -> PartsFailure {
        plain(cause, FerryError(code, "\(message) (\(name))", next: next, disposition: .giveUp, status: status))
    }

    func again(_ cause: RetryCause, _ code: FerryError.Code, _ message: String) -> PartsFailure {
        let fields = response.head.headerFields
        let wait = RetryAfter.seconds(fields[.retryAfter], date: fields[.date])
        return plain(
            cause,
            FerryError(
                code, "\(message) (\(name))", disposition: wait == nil ? .retry : .retryAfter, status: status,
                retryAfterSeconds: wait))
    }

    private func plain(_ cause: RetryCause, _ error: FerryError) -> PartsFailure {
        PartsFailure(.plain, UploadFailure(cause, error))
    }
}
