import CFerryFFmpeg

/// Passes sound, as an encoder takes it, through filters that change its level and nothing else.
final class SoundChange {
    private let filters: [String]
    private var graph: FilterGraphHandle?

    /// - Parameter filters: libavfilter's filters; none for sound as it is.
    init(_ filters: [String]) { self.filters = filters }

    /// Takes sound of one shape from first to last.
    func pass(_ frame: borrowing FrameHandle, take: (borrowing FrameHandle) throws -> Void) throws {
        guard !filters.isEmpty else { return try take(frame) }
        if graph == nil {
            let shape = AudioShape(frame)
            graph = try FilterGraphHandle(shape.chain(filters + [shape.wanted]))
        }
        frame.pointer.pointee.pts = ferry_no_time
        try graph?.filter(frame.pointer, take: take)
    }

    /// Brings out what is still inside.
    func finish(take: (borrowing FrameHandle) throws -> Void) throws { try graph?.filter(nil, take: take) }
}
