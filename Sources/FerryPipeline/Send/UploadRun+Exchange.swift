import FerryCore
import HTTPTypes

extension UploadRun {
    /// Sends a request; with a chunk it waits for a slot first, writes down what is about to happen, and gives the slot
    /// back before anything else.
    func exchange(
        _ head: HTTPRequest, chunk: Chunk?
    ) async throws(FerryError) -> Result<HTTPTransferResponse, UploadFailure> {
        guard let chunk, chunk.length > 0 else {
            try note(.requests(1))
            return await request(head, body: nil)
        }
        lastRequestBytes = 0
        tracker.become(.queued)
        guard let ticket = await gate.acquire(for: tracker.id) else {
            return .failure(UploadFailure(.other, FerryError(.cancelled, "stopped by request")))
        }
        let result: Result<HTTPTransferResponse, UploadFailure>
        do throws(FerryError) {
            tracker.become(.uploading)
            try note(.started(chunk))
            try note(.requests(1))
            tracker.emit(
                .chunkStarted(
                    .init(index: chunk.index, offset: chunk.offset, length: chunk.length, attempt: tally.attempts)))
            result = await request(
                head, body: LayoutBody(reader: cargo.reader, range: chunk.range, guardian: cargo.guardian))
        } catch {
            gate.release(ticket)
            throw error
        }
        gate.release(ticket)
        meter.requestEnded(sent: lastRequestBytes)
        return result
    }

    /// A chunk was answered with the server's new offset.
    ///
    /// - Returns: Whether the server can honestly have kept what it says; else nothing counts as acknowledged, and the
    ///   machine judges the answer.
    @discardableResult
    func chunkEnded(_ chunk: Chunk, newOffset offset: Int64) throws(FerryError) -> Bool {
        let kept = offset - chunk.offset
        let isHonest = kept >= 0 && kept <= chunk.length
        try note(.ended(sent: lastRequestBytes, acknowledged: isHonest ? offset : nil))
        guard isHonest, kept > 0 || chunk.length == 0 else { return false }
        tracker.emit(
            .chunkAcknowledged(
                .init(index: chunk.index, offset: chunk.offset, length: kept, attempt: tally.attempts)))
        return true
    }

    private func request(_ head: HTTPRequest, body: LayoutBody?) async -> Result<HTTPTransferResponse, UploadFailure> {
        let started = clock.now()
        lastRequestBytes = 0
        defer { lastRequestSeconds = clock.now().seconds(since: started) }
        do throws(HTTPTransferFailure) {
            let response = try await link.send(head, body: body) { [meter] observation in
                if case .sent(let bytes) = observation { meter.sent(bytes) }
            }
            lastRequestBytes = response.sentBodyBytes
            return .success(response)
        } catch {
            lastRequestBytes = error.sentBodyBytes
            return .failure(UploadFailure(error))
        }
    }
}
