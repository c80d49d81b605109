/// Sees every picture of one piece on its way into the encoder, and every packet that comes out.
///
/// Pictures are on the canvas: 8-bit 4:2:0, limited range, upright, with square pixels. A watcher lives as long as its piece.
protocol PictureWatcher: AnyObject {
    /// Looks at a picture; it must not be changed.
    ///
    /// - Parameter seconds: When it is shown, on the rendition's line of time.
    func take(_ picture: borrowing FrameHandle, at seconds: Double) throws
    /// Looks at a packet of the encoder, in decoding order; its times are ticks of ``VideoEncoding/ticksPerSecond``.
    func take(encoded packet: borrowing PacketHandle) throws
    /// Adds what was measured, once all of the piece was seen.
    func finish(into facts: inout PieceMeasures) throws
}
