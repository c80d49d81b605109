import CFerryCurl
import FerryCore
import HTTPTypes

extension CurlExchange {
    /// Looks at what libcurl has done since the last turn and tells the watch and the observer.
    func look(at now: Double) {
        if !isConnected, easy.offset(CURLINFO_PRETRANSFER_TIME_T) > 0 {
            isConnected = true
            watch.connected(at: unheld(now))
            if body.length == 0 { requestSentAt = now }
        }
        lookAtBody(now)
        if replyNews > 0 {
            watch.received(replyNews, at: unheld(now))
            replyNews = 0
        }
        if isRefused { endBody(at: now) }
    }

    /// Whether the server gave its final word of refusal before the body was out (RFC 9110 section 15.5, 15.6).
    var isRefused: Bool {
        guard let final = reply.final, reply.isFinalComplete else { return false }
        return final.status.code >= 300 && sentBytes < body.length
    }

    /// What is wrong with the transfer now.
    func verdict(at now: Double) -> HTTPTransferFailure? { watch.verdict(at: unheld(now)) }

    /// Within how many seconds the engine should look again.
    func nextLook(at now: Double) -> Double {
        guard let heldUntil = body.heldUntil else { return watch.nextLook(at: unheld(now)) }
        return max(0, heldUntil - now)
    }

    /// Lets a held body go on when its time has come, or when holding it serves no more.
    func releaseBody(at now: Double, limitChanged: Bool) {
        guard let heldUntil = body.heldUntil, limitChanged || isRefused || heldUntil <= now else { return }
        body.released(at: now)
        easy.resume()
    }

    private func lookAtBody(_ now: Double) {
        let sent = min(body.length, easy.offset(CURLINFO_SIZE_UPLOAD_T))
        guard sent > sentBytes else { return }
        watch.sent(sent - sentBytes, at: unheld(now))
        sentBytes = sent
        if sent == body.length {
            gate.leave(id)
            requestSentAt = now
        }
        if let told = progress.tell(sent, at: now) { observe(.sent(bytes: told)) }
    }
}
