import FerryCore

/// Gives up what a void job left at its server, as far as the server lets it.
struct UploadRemover {
    let shop: Workshop

    func remove(_ job: JobRecord) async {
        guard let upload = job.upload, upload.dialect == shop.link.dialect.name else { return }
        let (capabilities, _) = await shop.link.capabilities()
        guard let head = shop.link.dialect.abandon(upload.location, capabilities: capabilities) else { return }
        _ = try? await shop.link.send(head)
    }
}
