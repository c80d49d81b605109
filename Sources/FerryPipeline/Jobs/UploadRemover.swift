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
        guard let head = shop.link.storage.abandon(upload.location, capabilities: capabilities) else { return false }
        guard let response = try? await shop.link.send(head).response else { return false }
        return Self.isGone(after: response)
    }

    /// Whether the reply to a deletion says that nothing stands there any more; 499 is Google's word for it.
    static func isGone(after response: HTTPTransferResponse) -> Bool {
        response.head.status.kind == .successful || [404, 410, 499].contains(response.head.status.code)
    }
}
