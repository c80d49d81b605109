import CFerryCurl

// The functions that libcurl calls. They stand at the top level because a closure written inside an isolated context
// would inherit its isolation and trap on the engine's thread. Each finds its owner, hands bytes over and answers.

/// Provides bytes of the request's body.
func ferryCurlRead(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context, let buffer else { return FERRY_CURL_READ_ABORT }
    let bytes = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
    switch Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue().provideBody(bytes) {
    case .bytes(let count): return count
    case .held: return FERRY_CURL_READ_PAUSE
    case .failed: return FERRY_CURL_READ_ABORT
    }
}

/// Moves to another place of the request's body.
func ferryCurlSeek(_ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
    guard let context, origin == SEEK_SET else { return CURL_SEEKFUNC_FAIL }
    let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
    return exchange.body.seek(to: Int64(offset)) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
}

/// Takes one line of the reply's header.
func ferryCurlHeader(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context, let buffer else { return 0 }
    let line = UnsafeRawBufferPointer(start: buffer, count: size * count)
    return Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue().takeHeader(line) ? line.count : 0
}

/// Takes bytes of the reply's body.
func ferryCurlWrite(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context, let buffer else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: buffer, count: size * count)
    Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue().takeBody(bytes)
    return bytes.count
}

/// Is asked before the request goes out on a connection.
func ferryCurlRequest(
    _ context: UnsafeMutableRawPointer?, _ primaryIP: UnsafeMutablePointer<CChar>?,
    _ localIP: UnsafeMutablePointer<CChar>?, _ primaryPort: Int32, _ localPort: Int32
) -> Int32 {
    guard let context else { return CURL_PREREQFUNC_ABORT }
    let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
    return exchange.mayGoOut(localPort: localPort) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

/// Closes a socket.
func ferryCurlClose(_ context: UnsafeMutableRawPointer?, _ socket: curl_socket_t) -> Int32 {
    guard let context else { return -1 }
    return Unmanaged<ClosingSockets>.fromOpaque(context).takeUnretainedValue().close(socket)
}
