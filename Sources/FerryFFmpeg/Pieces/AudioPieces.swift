import CFerryFFmpeg
import FerryCore

/// Encodes a line of samples in pieces. Each piece has an encoder of its own that hears a little of what comes before, so
/// that at its first packet it is where an encoder that heard everything would be, and no seam is heard.
final class AudioPieces {
    /// Seconds that an encoder hears before its piece begins. Decoders settle within 80 ms (RFC 7845 section 4.6); what
    /// takes longer is that an encoder finds its rate.
    static let prerollSeconds = 1.0

    private let track: Int
    private let log: PacketLog
    private let made: Set<Int>
    private let settings: AudioSettings
    private let wantsGlobalHeaders: Bool
    /// Says what frames look like; it encodes nothing.
    private let model: EncoderHandle
    private let framesPerPiece: Int
    private let prerollFrames: Int
    /// Samples of a frame.
    let frameSamples: Int
    private let outgoing: FrameHandle
    /// The sample of the first frame.
    private var origin: Int64?
    private var frames = 0
    private var open: [Piece] = []
    /// How many pieces have packets.
    private(set) var count = 0

    private final class Piece {
        let index: Int
        let encoder: EncoderHandle
        let range: Range<Int64>
        var packets: [LoggedPacket] = []
        var isWhole = false

        init(index: Int, encoder: consuming EncoderHandle, range: Range<Int64>) {
            self.index = index
            self.encoder = encoder
            self.range = range
        }
    }

    init(track: Int, log: PacketLog, settings: AudioSettings, wantsGlobalHeaders: Bool) throws {
        self.track = track
        self.log = log
        self.settings = settings
        self.wantsGlobalHeaders = wantsGlobalHeaders
        made = log.pieces(of: track)
        model = try AudioEncoding.open(settings, globalHeader: wantsGlobalHeaders)
        frameSamples = Int(max(1, model.context.pointee.frame_size))
        framesPerPiece =
            Int(PieceGrid(frameSamples: frameSamples, samplesPerSecond: settings.sampleRate).length) / frameSamples
        prerollFrames = Int(Self.prerollSeconds * Double(settings.sampleRate)) / frameSamples
        outgoing = try FrameHandle()
    }

    /// Encodes the next samples.
    ///
    /// - Parameters:
    ///   - samples: How many; a whole frame, but for the last ones.
    ///   - start: The sample of the line that they begin at.
    func encode(_ fifo: borrowing AudioFifoHandle, samples: Int32, at start: Int64) throws {
        let origin = self.origin ?? start
        self.origin = origin
        try openDue(origin)
        try outgoing.makeRoom(samples: samples, encoder: model.context)
        try fifo.read(into: outgoing, samples: samples)
        outgoing.pointer.pointee.pts = start
        frames += 1
        for piece in open { try piece.encoder.encode(outgoing.pointer) { self.keep($0, piece) } }
        try writeWhole()
    }

    /// Brings out everything that is still inside.
    func finish() throws {
        for piece in open {
            try piece.encoder.encode(nil) { self.keep($0, piece) }
            piece.isWhole = true
        }
        try writeWhole()
        if let last = made.max() { count = max(count, last + 1) }
    }

    /// Opens the encoder of each piece that begins so many frames later.
    private func openDue(_ origin: Int64) throws {
        let ahead = frames == 0 ? 0 : frames + prerollFrames
        guard ahead % framesPerPiece == 0 else { return }
        let index = ahead / framesPerPiece
        guard !made.contains(index) else { return }
        let encoder = try AudioEncoding.open(settings, globalHeader: wantsGlobalHeaders)
        let first = origin - Int64(encoder.context.pointee.initial_padding)
        let length = Int64(framesPerPiece * frameSamples)
        let start = index == 0 ? Int64.min : first + Int64(index) * length
        open.append(Piece(index: index, encoder: encoder, range: start..<first + Int64(index + 1) * length))
    }

    private func keep(_ packet: borrowing PacketHandle, _ piece: Piece) {
        let time = packet.pointer.pointee.pts
        if time >= piece.range.upperBound { piece.isWhole = true }
        if piece.range.contains(time) { piece.packets.append(LoggedPacket(packet)) }
    }

    private func writeWhole() throws {
        for piece in open where piece.isWhole && !piece.packets.isEmpty {
            try log.append(
                PieceRecord(track: track, index: piece.index, packets: piece.packets, facts: PieceMeasures()))
            count = max(count, piece.index + 1)
        }
        open.removeAll(where: \.isWhole)
    }
}
