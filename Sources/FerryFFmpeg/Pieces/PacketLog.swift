import FerryCore
import FoundationEssentials
import Synchronization

/// The pieces of one rendition in a file, appended one by one, each on the disk before the next is counted.
///
/// What stands there survives the death of the process: opened again with the same fingerprint, the log knows the pieces
/// that were finished; a torn last one is cut off. Safe to use from several threads.
final class PacketLog: Sendable {
    private struct State {
        var end: Int64 = 0
        var pieces: [Int: [Int: Piece]] = [:]
        var ends: [Int: TrackEnd] = [:]
    }

    private struct Piece {
        var place: Int64
        var facts: PieceMeasures
    }

    private let file: PacketLogFile
    private let state: Mutex<State>

    /// Opens a log and reads what is there.
    ///
    /// - Parameters:
    ///   - file: The file, empty or what an earlier run left.
    ///   - fingerprint: What has to be the same for pieces to fit together. A log with another one is begun anew.
    /// - Throws: `spool.full` or `store.unavailable`.
    init(_ file: PacketLogFile, fingerprint: [UInt8]) throws(FerryError) {
        self.file = file
        let head = Self.head(fingerprint)
        var found = State()
        if try file.read(at: 0, count: head.count) == head {
            found.end = Int64(head.count)
            try Self.recover(&found, file)
        } else {
            try file.cut(to: 0)
            try file.write(head, at: 0)
            found.end = Int64(head.count)
        }
        try file.cut(to: found.end)
        state = Mutex(found)
    }

    /// The finished pieces of a track.
    func pieces(of track: Int) -> Set<Int> { state.withLock { Set($0.pieces[track, default: [:]].keys) } }

    /// What was measured on the finished pieces of a track.
    func facts(of track: Int) -> [Int: PieceMeasures] {
        state.withLock { $0.pieces[track, default: [:]].mapValues(\.facts) }
    }

    /// The end of a track; `nil` while it is not finished.
    func end(of track: Int) -> TrackEnd? { state.withLock { $0.ends[track] } }

    /// Adds a piece, in place of an earlier one of the same index; it is on the disk when this returns.
    func append(_ piece: PieceRecord) throws(FerryError) {
        let (record, payload) = file.record(
            .piece, track: piece.track, index: piece.index, try PieceBytes.encode(piece))
        try append(record, payload) { state, place in
            state.pieces[piece.track, default: [:]][piece.index] = Piece(place: place, facts: piece.facts)
        }
    }

    /// Says that a track is finished.
    func append(_ end: TrackEnd, track: Int) throws(FerryError) {
        let (record, payload) = file.record(
            .end, track: track, index: end.pieces.count, try PieceBytes.json(end))
        try append(record, payload) { state, _ in state.ends[track] = end }
    }

    /// Reads a finished piece.
    ///
    /// - Throws: `store.unavailable` when it is not what was written.
    func piece(_ index: Int, of track: Int) throws(FerryError) -> PieceRecord {
        let place = state.withLock { $0.pieces[track]?[index]?.place }
        guard let place, let (record, payload) = try Self.entry(file, at: place), record.index == index,
            let piece = PieceBytes.decode(payload, track: track, index: index)
        else {
            throw FerryError(
                .storeUnavailable, "piece \(index) of the encode is not what was written", next: "try again")
        }
        return piece
    }

    private func append(
        _ record: PacketLogRecord, _ payload: [UInt8], then note: (inout State, Int64) -> Void
    ) throws(FerryError) {
        let result = state.withLock { state -> Result<Void, FerryError> in
            do throws(FerryError) {
                let place = state.end
                try file.write(record.bytes + payload, at: place)
                try file.sync()
                state.end += Int64(PacketLogRecord.headBytes + payload.count)
                note(&state, place)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private static func recover(_ state: inout State, _ file: PacketLogFile) throws(FerryError) {
        while let (record, payload) = try entry(file, at: state.end) {
            switch record.kind {
            case .piece:
                guard let piece = PieceBytes.decode(payload, track: record.track, index: record.index) else { return }
                state.pieces[record.track, default: [:]][record.index] = Piece(place: state.end, facts: piece.facts)
            case .end:
                guard let end = try? JSONDecoder().decode(TrackEnd.self, from: Data(payload)) else { return }
                state.ends[record.track] = end
            }
            state.end += Int64(PacketLogRecord.headBytes + record.length)
        }
    }

    /// The sound entry at a place; `nil` where none stands.
    private static func entry(
        _ file: PacketLogFile, at place: Int64
    ) throws(FerryError) -> (PacketLogRecord, [UInt8])? {
        guard let record = PacketLogRecord(try file.read(at: place, count: PacketLogRecord.headBytes)) else {
            return nil
        }
        let payload = try file.read(at: place + Int64(PacketLogRecord.headBytes), count: record.length)
        guard record.holds(payload), let opened = file.opened(payload, of: record) else { return nil }
        return (record, opened)
    }

    private static func head(_ fingerprint: [UInt8]) -> [UInt8] {
        var bytes = Array("mediaferry packet log 1\n".utf8)
        PieceBytes.put(UInt32(clamping: fingerprint.count), into: &bytes)
        return bytes + fingerprint
    }
}
