import FerryCore
import HTTPTypes

extension UploadRun {
    /// Sends a request; with a chunk it waits for a slot first, writes down what is about to happen, and gives the slot
    /// back before anything else.
    func exchange(
        _ head: HTTPRequest, chunk: Chunk?, _ machine: UploadStateMachine
    ) async throws(FerryError) -> Result<HTTPTransferResponse, UploadFailure> {
        guard let chunk, chunk.length > 0 else {
            try note(.requests(1))
            return await request(head, body: nil)
        }
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
    func chunkEnded(_ chunk: Chunk, acknowledged offset: Int64, _ machine: UploadStateMachine) throws(FerryError) {
        try note(.ended(sent: lastRequestBytes, acknowledged: min(offset, cargo.length)))
        let kept = min(max(0, offset - chunk.offset), chunk.length)
        tracker.emit(
            .chunkAcknowledged(
                .init(index: chunk.index, offset: chunk.offset, length: kept, attempt: tally.attempts)))
        meter.acknowledged(min(offset, cargo.length))
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
