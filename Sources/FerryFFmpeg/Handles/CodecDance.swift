import CFerryFFmpeg

/// The send/receive dance that decoders and encoders share: a codec that is full must be emptied before it takes
/// more, and one send may give none, one or many results.
enum CodecDance {
    /// Faults in a row without a result after which a codec is not asked again for the same input.
    static let maxFaultsInARow = 64

    /// Sends once and takes everything that is ready after.
    ///
    /// - Parameters:
    ///   - send: Hands over one input, or asks to drain.
    ///   - receive: Fetches one result.
    ///   - fault: Called with every answer that is neither a result nor "again" nor "end"; throws to stop.
    ///   - take: Called for each result.
    static func step(
        send: () -> Int32, receive: () -> Int32, fault: (Int32) throws -> Void, take: () throws -> Void
    ) throws {
        while true {
            let sent = send()
            let results = try collect(receive: receive, fault: fault, take: take)
            guard sent == ferry_error_again else {
                if sent < 0, sent != ferry_error_eof { try fault(sent) }
                return
            }
            if results == 0 { return try fault(sent) }
        }
    }

    private static func collect(
        receive: () -> Int32, fault: (Int32) throws -> Void, take: () throws -> Void
    ) throws -> Int {
        var results = 0
        var faults = 0
        while faults < maxFaultsInARow {
            let received = receive()
            if received == ferry_error_again || received == ferry_error_eof { break }
            if received < 0 {
                faults += 1
                try fault(received)
            } else {
                faults = 0
                results += 1
                try take()
            }
        }
        return results
    }
}
