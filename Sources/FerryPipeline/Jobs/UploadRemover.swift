import FerryCore
import HTTPTypes

/// Gives up what a void job left at its server, as far as the server lets it.
struct UploadRemover {
    let shop: Workshop

    /// - Returns: Whether nothing of it stands there any more.
    @discardableResult
    func remove(_ job: JobRecord) async -> Bool {
        guard let upload = job.upload, job.state != .delivered else { return true }
        guard upload.dialect == shop.link.storage.name else { return false }
        let (capabilities, _) = await shop.link.capabilities()
        guard let heads = shop.link.storage.abandon(upload, capabilities: capabilities) else { return false }
        var isGone = true
        for head in heads { isGone = await remove(head, attempts: upload.parts == nil ? 1 : Self.maxAborts) && isGone }
        return isGone
    }

    private func remove(_ head: HTTPRequest, attempts: Int) async -> Bool {
        var isGone = false
        // Parts that were under way may arrive after the upload was given up: it is given up until it is not known.
        for _ in 0..<attempts {
            guard let response = try? await shop.link.send(head).response else { return isGone }
            isGone = Self.isGone(after: response)
            if !isGone || response.head.status.kind != .successful { return isGone }
        }
        return isGone
    }

    /// Whether the reply to a deletion says that nothing stands there any more; 499 is Google's word for it.
    static func isGone(after response: HTTPTransferResponse) -> Bool {
        response.head.status.kind == .successful || [404, 410, 499].contains(response.head.status.code)
    }

    private static let maxAborts = 3
}
