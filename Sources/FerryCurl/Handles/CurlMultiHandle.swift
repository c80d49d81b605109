import CFerryCurl

/// Many transfers and their shared connections, freed once.
///
/// All of it belongs to one thread, except ``wake()``, which libcurl allows from any; hence the unchecked `Sendable`.
struct CurlMultiHandle: ~Copyable, @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer
    private let census: HandleCensus
    /// Called by connections when they close, so it lives as long as they do: until after `deinit`.
    let sockets: ClosingSockets

    /// What one transfer came to.
    struct Ended {
        /// The easy handle's C object.
        var easy: UnsafeMutableRawPointer
        /// The library's verdict.
        var code: CURLcode
    }

    /// Makes a handle that keeps at most `connections` idle connections open.
    init(census: HandleCensus, connections: Int) throws(CurlError) {
        guard let pointer = curl_multi_init() else { throw CurlError("curl_multi_init", CURLM_OUT_OF_MEMORY) }
        self.pointer = pointer
        self.census = census
        sockets = ClosingSockets()
        census.born()
        _ = ferry_curl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, connections)
    }

    deinit {
        curl_multi_cleanup(pointer)
        census.died()
    }

    /// Starts a transfer; its handle must stay until ``remove(_:)``.
    func add(_ easy: borrowing CurlEasyHandle) throws(CurlError) {
        let code = curl_multi_add_handle(pointer, easy.pointer)
        guard code == CURLM_OK else { throw CurlError("curl_multi_add_handle", code) }
    }

    /// Takes a transfer out; a connection in the middle of a message is closed, or reset when the transfer is broken off.
    func remove(_ easy: borrowing CurlEasyHandle, breakingOff: Bool) {
        sockets.isBreakingOff = breakingOff
        curl_multi_remove_handle(pointer, easy.pointer)
        sockets.isBreakingOff = false
    }

    /// Does whatever can be done without waiting.
    func perform() {
        var running: Int32 = 0
        curl_multi_perform(pointer, &running)
    }

    /// The next transfer that ended by itself, `nil` when there is none.
    func nextEnded() -> Ended? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(pointer, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            return Ended(easy: easy, code: message.pointee.data.result)
        }
        return nil
    }

    /// Waits until a socket is ready, libcurl has something to do, ``wake()`` was called or the time is over.
    func wait(milliseconds: Int32) { curl_multi_poll(pointer, nil, 0, milliseconds, nil) }

    /// Ends a ``wait(milliseconds:)`` now, or the next one if none is under way. May be called from any thread.
    func wake() { curl_multi_wakeup(pointer) }
}
