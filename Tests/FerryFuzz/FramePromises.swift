import FerryCore

/// Messages are the same for every way of cutting the stream, and a message survives its frame.
enum FramePromises {
    static func check(_ input: [UInt8]) {
        let cuts = FuzzCuts(input)
        let whole = messages([cuts.rest])
        let cut = messages(cuts.pieces)
        FuzzTarget.require(whole.error == cut.error, "the cuts of a stream changed its error")
        // A head that lies is found before or after the messages in front of it were handed out.
        FuzzTarget.require(
            whole.error != nil ? cut.messages.starts(with: whole.messages) : cut.messages == whole.messages,
            "the cuts of a stream changed its messages")
        guard let frame = try? FrameEncoder.frame(Array(cuts.rest)) else { return }
        FuzzTarget.require(messages([frame[...]]).messages == [Array(cuts.rest)], "a message did not survive its frame")
    }

    private static func messages(_ pieces: [ArraySlice<UInt8>]) -> (messages: [[UInt8]], error: FrameError?) {
        var decoder = FrameDecoder()
        var messages: [[UInt8]] = []
        do throws(FrameError) {
            for piece in pieces { messages += try decoder.receive(piece) }
            try decoder.finish()
            return (messages, nil)
        } catch {
            return (messages, error)
        }
    }
}
