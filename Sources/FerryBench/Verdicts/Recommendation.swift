public import FerryCore

/// What is known of an encoder on this machine.
public struct EncodeAdvice: Sendable, Equatable {
    /// Seconds of media that are encoded in a second.
    public var speed: Double
    /// Bits a second of what comes out.
    public var outputBitrate: Double

    /// Creates it.
    public init(speed: Double, outputBitrate: Double) {
        self.speed = speed
        self.outputBitrate = outputBitrate
    }

    /// Bits a second of media above which encoding and sending less is sooner done than sending as it is.
    ///
    /// A second of media of b bits takes b/g seconds to send at g bits a second; encoded first, 1/speed + r/g. The two
    /// are equal at b = g/speed + r. Work that goes on while the encoder runs would only lower this.
    ///
    /// - Parameter goodput: Bytes a second.
    public func threshold(goodput: Double) -> Double { goodput * 8 / speed + outputBitrate }
}

extension BenchReport {
    /// What the numbers speak for.
    public struct Recommendation: Sendable, Equatable, Codable {
        /// Bytes of a chunk; `nil` without any run.
        @Nullable public var chunkBytes: Int64?
        /// Slots; `nil` without any run.
        @Nullable public var slots: Int?
        /// Bits a second of media above which encoding is sooner done; `nil` where the encoder's speed is not known.
        @Nullable public var encodeAboveBitrate: Double?
        /// Whether media of the given bitrate is better encoded; `nil` where none was given, or nothing can be said.
        @Nullable public var encode: Bool?
        /// Bytes a second that the settings came to, the mean over sizes and dialects.
        @Nullable public var goodput: Double?

        /// Chooses settings: those that are as good as the best in every group of one dialect and size (their interval
        /// reaches that of the group's best), among them fewest slots, then the smallest chunk, because least is lost
        /// with a broken request. Where none is, those with the highest goodput in proportion to the groups' best.
        ///
        /// - Parameter bitrate: Bits a second of the media that is to be sent.
        public init(_ summary: [Summary], encoding: EncodeAdvice?, bitrate: Double?) {
            let choice = Choice.best(of: summary)
            _chunkBytes = Nullable(wrappedValue: choice?.chunkBytes)
            _slots = Nullable(wrappedValue: choice?.slots)
            _goodput = Nullable(wrappedValue: choice?.goodput)
            let threshold = choice.flatMap { choice in encoding?.threshold(goodput: choice.goodput) }
            _encodeAboveBitrate = Nullable(wrappedValue: threshold)
            _encode = Nullable(wrappedValue: threshold.flatMap { threshold in bitrate.map { $0 > threshold } })
        }
    }

    private struct Choice {
        var chunkBytes: Int64
        var slots: Int
        var goodput: Double
        /// The mean of goodput over the group's best.
        var share: Double
        var isAsGood: Bool

        static func best(of summary: [Summary]) -> Choice? {
            let groups = Dictionary(grouping: summary) { "\($0.dialect) \($0.bytes)" }
            let best = groups.compactMapValues { $0.max { $0.goodputMean < $1.goodputMean } }
            // Chunks of more than a file are left out of a matrix: what stands for them is the smallest that holds it.
            let settings = Dictionary(grouping: summary) { "\($0.chunkBytes) \($0.slots)" }
            let complete = settings.values.filter { $0.count == settings.values.map(\.count).max() }
            let choices = complete.compactMap { Choice($0, best: best) }
            let good = choices.filter(\.isAsGood)
            return good.min { ($0.slots, $0.chunkBytes) < ($1.slots, $1.chunkBytes) }
                ?? choices.max { $0.share < $1.share }
        }

        private init?(_ cells: [Summary], best: [String: Summary]) {
            guard let first = cells.first else { return nil }
            chunkBytes = first.chunkBytes
            slots = first.slots
            goodput = cells.reduce(0) { $0 + $1.goodputMean } / Double(cells.count)
            var (share, isAsGood) = (0.0, true)
            for cell in cells {
                guard let top = best["\(cell.dialect) \(cell.bytes)"] else { return nil }
                share += top.goodputMean > 0 ? cell.goodputMean / top.goodputMean : 1
                let reaches = (cell.goodputHigh ?? cell.goodputMean) >= (top.goodputLow ?? top.goodputMean)
                isAsGood = isAsGood && reaches
            }
            self.share = share / Double(cells.count)
            self.isAsGood = isAsGood
        }
    }
}
