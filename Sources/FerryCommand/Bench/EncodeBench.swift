import MediaFerry

/// Encodes a recording by the real road into a folder and looks at its receipt.
struct EncodeBench {
    /// What one encode came to.
    struct Measured: Encodable {
        /// Seconds of media that were encoded in a second.
        var speed: Double
        /// Seconds the encode took.
        var seconds: Double
        /// Seconds of media.
        var mediaSeconds: Double
        /// Bits a second of the source.
        var sourceBitrate: Double
        /// Bits a second of what came out.
        var outputBitrate: Double
        /// Bytes of the source.
        var sourceBytes: Int64
        /// Bytes that came out.
        var outputBytes: Int64
    }

    let directory: String
    let workerPath: String?

    /// Measures one encode.
    ///
    /// - Throws: What the road says of the recording; `media.notMedia` where it was not encoded.
    func measure(_ path: String, preset: Preset) async throws(FerryError) -> Measured {
        let place = "\(directory)/encode-\(UInt64.random(in: 0 ... .max))"
        var configuration = FerryConfiguration(destination: "file://\(place)/kept", stateDirectory: "\(place)/state")
        configuration.preset = preset
        configuration.workerPath = workerPath
        try BenchFolder.make([place, "\(place)/kept"])
        let ferry = try await Ferry(configuration)
        let result: Result<Receipt, FerryError>
        do throws(FerryError) {
            result = .success(try await ferry.submit(.file(path: path)).receipt())
        } catch {
            result = .failure(error)
        }
        await ferry.shutdown()
        return try Self.measured(try result.get(), path)
    }

    private static func measured(_ receipt: Receipt, _ path: String) throws(FerryError) -> Measured {
        let seconds = receipt.tracks.compactMap(\.secondsIn).max() ?? 0
        guard receipt.plan.decision == .encode, let encode = receipt.stages.encode, encode.seconds > 0, seconds > 0
        else {
            throw FerryError(
                .mediaNotMedia, "the recording was not encoded: the plan is \(receipt.plan.decision.rawValue)",
                input: path,
                next: "name one that the preset makes smaller")
        }
        return Measured(
            speed: seconds / encode.seconds, seconds: encode.seconds, mediaSeconds: seconds,
            sourceBitrate: Double(receipt.source.bytes) * 8 / seconds,
            outputBitrate: Double(receipt.rendition.bytes) * 8 / seconds, sourceBytes: receipt.source.bytes,
            outputBytes: receipt.rendition.bytes)
    }
}
