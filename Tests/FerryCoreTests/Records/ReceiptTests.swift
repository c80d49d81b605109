import FerryCore
import FoundationEssentials
import Testing

@Suite struct ReceiptTests {
    /// The contract's receipt: each object's path with its keys, and those that are `null` in the barest receipt.
    static let shape: [(path: String, keys: String, nulls: String)] = [
        (
            "",
            "schema jobId outcome reused compressionRatio source plan rendition tracks loss quality health extras destination transfer stages times versions",
            "loss quality health extras"
        ),
        ("source", "name kind mediaType bytes sha256", ""),
        (
            "plan", "preset decision reasons predictedBytes predictedSeconds refusedRendition quality",
            "predictedBytes predictedSeconds refusedRendition quality"
        ),
        ("rendition", "isOriginal mediaType container bytes sha256", "container"),
        ("destination", "dialect location endpoint objectName checked remoteChecksum", "endpoint remoteChecksum"),
        (
            "transfer",
            "slots chunkBytes chunkCount requests attempts bytesSent bytesAcknowledged bytesResent stalledSeconds freshStarts resumedFromBytes retries",
            "resumedFromBytes"
        ),
        ("stages", "intake inspect encode check send confirm", "intake inspect encode check send confirm"),
        ("times", "accepted firstByteSent delivered", "firstByteSent"),
        ("versions", "mediaferry libavformat libavcodec libcurl", "libavformat libavcodec"),
    ]

    @Test("a receipt has the keys of the contract, unknown ones as null", arguments: shape)
    func keys(path: String, keys: String, nulls: String) throws {
        let receipt = try JSONValue(RecordSamples.receipt())
        let part = path.isEmpty ? receipt : try #require(receipt[path])
        #expect(part.keys == sorted(keys))
        #expect(part.nullKeys == sorted(nulls))
    }

    @Test("the parts that are often missing have the keys of the contract too")
    func rareParts() throws {
        let track = try JSONValue(TrackReceipt(kind: .audio, codecIn: "opus"))
        #expect(
            track.keys
                == sorted(
                    "kind codecIn codecOut secondsIn secondsOut framesIn framesOut secondsLost width height notes"))
        #expect(track["kind"] == .string("audio") && track["secondsLost"] == .null)
        let reason = MediaPlan.Reason(.codec, value: "vp8", limit: nil, verdict: .convert)
        #expect(try JSONValue(reason).keys == "code limit value verdict" && JSONValue(reason).nullKeys == "limit")
        #expect(try JSONValue(MediaPlan.Refusal(code: "larger", message: "m")).keys == "code message")
        #expect(
            try JSONValue(LossReceipt(seconds: 1, reasons: [], unreadBytes: 0)).keys == "reasons seconds unreadBytes")
        #expect(try JSONValue(Receipt.Checksum(algorithm: "sha-256", value: "ab")).keys == "algorithm value")
        #expect(try JSONValue(Receipt.Stage(seconds: 2, bytes: 6)).keys == "bytes bytesPerSecond seconds")
    }

    @Test("quality and health are read and written as the contract says")
    func measured() throws {
        let quality = #"{"metric":"xpsnr","mean":40,"worstSecond":30,"ssim":null,"windows":3}"#
        let read = try JSONDecoder().decode(Receipt.Quality.self, from: Data(quality.utf8))
        #expect(try JSONValue(read).keys == sorted("metric mean worstSecond combined ssim windows"))
        let health = try JSONDecoder().decode(Receipt.Health.self, from: Data(#"{"verdicts":["silent"]}"#.utf8))
        let ratios = "silenceRatio loudnessLUFS clippedRatio blackRatio frozenRatio blurRatio avDriftSeconds thresholds"
        #expect(try JSONValue(health).keys == sorted("verdicts \(ratios)"))
        #expect(try JSONValue(health).nullKeys == sorted(ratios))
    }

    @Test("values are written in the words of the contract")
    func words() throws {
        let json = try JSONValue(RecordSamples.receipt())
        #expect(json["schema"] == .string("mediaferry.receipt/1") && json["outcome"] == .string("delivered"))
        #expect(json["source"]?["kind"] == .string("file") && json["destination"]?["checked"] == .string("length"))
        #expect(json["transfer"]?["retries"] == .object(["reset": .number(2)]))
        #expect(json["times"]?["accepted"] == .string("2023-11-14T22:13:20.000000Z"))
        let kinds: [SourceRecord.Kind] = [.file, .dataURI, .stdin, .stream]
        #expect(kinds.map(\.rawValue) == ["file", "dataURI", "stdin", "stream"])
    }

    @Test("a receipt comes back from JSON as it was")
    func roundTrip() throws {
        let loss = LossReceipt(seconds: 1.5, reasons: ["hole"], unreadBytes: 3)
        let receipt = RecordSamples.receipt(loss: loss, sendSeconds: 2)
        #expect(try throughJSON(receipt) == receipt)
        #expect(receipt.outcome == .deliveredWithLoss)
    }

    @Test(
        "the ratio is bytes of the rendition by bytes of the source, unknown without any",
        arguments: [(9, 4, 4.0 / 9), (4, 8, 2), (0, 4, nil), (4, 0, 0)] as [(Int64, Int64, Double?)])
    func ratio(source: Int64, rendition: Int64, expected: Double?) {
        #expect(RecordSamples.receipt(sourceBytes: source, bytes: rendition).compressionRatio == expected)
    }

    @Test(
        "a stage without measurable time has no rate",
        arguments: [(2, 6, 3), (0, 6, nil)] as [(Double, Int64, Double?)])
    func stage(seconds: Double, bytes: Int64, rate: Double?) {
        #expect(Receipt.Stage(seconds: seconds, bytes: bytes).bytesPerSecond == rate)
    }
}
