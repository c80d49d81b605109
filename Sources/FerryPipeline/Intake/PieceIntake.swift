import FerryCore

/// Makes one asset of the pieces of a recording: takes each in, lets ``PieceOrder`` put them in order, and writes them
/// to the spool behind each other. Memory is constant but for what is known of each piece.
struct PieceIntake: Sendable {
    let intake: Intake

    /// Bytes that are copied at once.
    private static let stepBytes = 1 << 20

    private struct Taken: Sendable {
        var record: SourceRecord
        var header: PieceFacts.Header?
    }

    /// Takes the pieces in.
    ///
    /// - Parameter key: The spool key of the whole.
    /// - Throws: ``FerryError`` that names the piece, or says what is wrong with all of them.
    func take(_ pieces: [FerrySource], key: String) async throws(FerryError) -> SourceRecord {
        guard !pieces.isEmpty else { throw FerryError(.sourceEmpty, "there is no piece") }
        guard pieces.count <= PieceOrder.maxPieces else {
            throw FerryError(
                .sourceTooLarge, "the recording has \(pieces.count) pieces, the limit is \(PieceOrder.maxPieces)")
        }
        defer { for index in pieces.indices { intake.spool.remove(Self.key(key, index)) } }
        var taken: [Taken?] = []
        for (index, piece) in pieces.enumerated() { taken.append(try await take(piece, Self.key(key, index))) }
        let all = taken
        return try await intake.lane.run { () throws(FerryError) in try join(all, pieces, key: key) }
    }

    private static func key(_ key: String, _ index: Int) -> String { "\(key).\(index)" }

    /// One piece; `nil` for one without bytes, as recorders give at the end.
    private func take(_ piece: FerrySource, _ key: String) async throws(FerryError) -> Taken? {
        do throws(FerryError) {
            let record = try await intake.take(piece, key: key)
            return Taken(record: record, header: nil)
        } catch {
            guard [.sourceEmpty, .dataURIEmpty].contains(error.code) else { throw error }
            return nil
        }
    }

    private func join(
        _ taken: [Taken?], _ pieces: [FerrySource], key: String
    ) throws(FerryError) -> SourceRecord {
        var header: PieceFacts.Header?
        for piece in taken where header == nil {
            if let piece { header = try read(piece, header: nil).header }
        }
        var facts: [PieceFacts] = []
        for piece in taken {
            if let piece { facts.append(try read(piece, header: header)) } else { facts.append(.empty) }
        }
        let order = try PieceOrder.order(facts)
        let sink = try SpoolSink(spool: intake.spool, key: key, options: intake.options, content: .unknown)
        try write(order, taken, to: sink)
        let first = order.order.first ?? 0
        var record = try sink.finish().record(
            name: pieces[first].name, key: key, kind: .stream, mediaType: taken[first]?.record.mediaType)
        record.pieces = JoinedPieces(
            count: pieces.count, duplicates: order.duplicates.map { pieces[$0].label }, gaps: order.gaps,
            unusedBytes: order.unusedBytes)
        return record
    }

    private func read(_ piece: Taken, header: PieceFacts.Header?) throws(FerryError) -> PieceFacts {
        let asset = try OpenAsset(piece.record, spool: intake.spool)
        return try PieceFacts.read(AssetBytes(asset), sha256: piece.record.sha256, header: header)
    }

    private func write(_ order: PieceOrder, _ taken: [Taken?], to sink: SpoolSink) throws(FerryError) {
        for segment in order.segments {
            switch segment {
            case .made(let bytes): try append(bytes, to: sink)
            case .piece(let index, let range):
                guard let piece = taken[index] else { continue }
                let asset = try OpenAsset(piece.record, spool: intake.spool)
                let source = AssetBytes(asset)
                var place = range.lowerBound
                while place < range.upperBound {
                    let wanted = Int(min(Int64(Self.stepBytes), range.upperBound - place))
                    let bytes = try source.read(at: place, count: wanted)
                    guard !bytes.isEmpty else { break }
                    try append(bytes, to: sink)
                    place += Int64(bytes.count)
                }
                try asset.guardian.check()
            }
        }
    }

    private func append(_ bytes: [UInt8], to sink: SpoolSink) throws(FerryError) {
        let result: Result<Void, FerryError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(FerryError) in try sink.append(buffer) }
        }
        try result.get()
    }
}

/// The bytes of an open asset.
struct AssetBytes: ByteSource {
    let byteCount: Int64
    private let reader: LayoutReader

    init(_ asset: OpenAsset) {
        byteCount = asset.bytes
        reader = LayoutReader(
            layout: ObjectLayout(wholeFile: .asset, length: asset.bytes), files: [.asset: asset.file])
    }

    func read(at offset: Int64, count: Int) throws(FerryError) -> [UInt8] {
        let wanted = Int(max(0, min(Int64(count), byteCount - offset)))
        guard offset >= 0, wanted > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: wanted)
        let result: Result<Int, FerryError> = bytes.withUnsafeMutableBytes { buffer in
            Result { () throws(FerryError) in try reader.read(into: buffer, at: offset) }
        }
        let got = try result.get()
        return got == wanted ? bytes : Array(bytes.prefix(got))
    }
}
