import FerryCore

/// Documents with everything unknown that may be, for tests of their shape.
enum RecordSamples {
    static let plan = MediaPlan(preset: .interview, decision: .encode)
    static let start = Timestamp(secondsSinceEpoch: 1_700_000_000)

    static func source(bytes: Int64 = 9) -> Receipt.Source {
        var record = JobRecordTests.source
        record.bytes = bytes
        return Receipt.Source(record)
    }

    static func rendition(bytes: Int64 = 4) -> Receipt.Rendition {
        Receipt.Rendition(
            RenditionRecord(
                isOriginal: false, mediaType: "video/mp4", container: nil, fileExtension: "mp4",
                layout: ObjectLayout(wholeFile: .rendition, length: bytes), sha256: "cd", spoolKey: "s"))
    }

    static func transfer(acknowledged: Int64 = 4, resent: Int64 = 0, stalled: Double = 0) -> Receipt.Transfer {
        Receipt.Transfer(
            slots: 2, chunkBytes: 8, chunkCount: 1, requests: 3, attempts: 1, bytesSent: acknowledged + resent,
            bytesAcknowledged: acknowledged, bytesResent: resent, stalledSeconds: stalled, retries: [.reset: 2])
    }

    static func receipt(
        job: String = "j-1", reused: Bool = false, sourceBytes: Int64 = 9, bytes: Int64 = 4, loss: LossReceipt? = nil,
        transfer: Receipt.Transfer = transfer(), sendSeconds: Double? = nil
    ) -> Receipt {
        var stages = Receipt.Stages()
        if let sendSeconds { stages.send = Receipt.Stage(seconds: sendSeconds, bytes: bytes) }
        return Receipt(
            jobId: JobID(rawValue: job), reused: reused, source: source(bytes: sourceBytes), plan: plan,
            rendition: rendition(bytes: bytes), tracks: [], loss: loss,
            destination: Receipt.Destination(
                dialect: "tus", location: "http://h/1", objectName: "a.mp4", checked: .length, remoteChecksum: nil),
            transfer: transfer, stages: stages,
            times: Receipt.Times(accepted: start, firstByteSent: nil, delivered: start),
            versions: Receipt.Versions(mediaferry: "1", libavformat: nil, libavcodec: nil, libcurl: "8"))
    }
}
