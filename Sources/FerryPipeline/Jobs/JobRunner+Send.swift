import FerryCore
import FoundationEssentials

extension JobRunner {
    /// Sends the rendition and makes the receipt.
    func send(
        _ rendition: RenditionRecord, _ asset: OpenAsset, plan: MediaPlan?, stages: Receipt.Stages
    ) async throws(FerryError) -> Receipt {
        let job = tracker.job
        let name = objectName(rendition)
        tracker.change { $0.objectName = name }
        var cargo = try cargo(rendition, asset, name: name)
        cargo.overwrites = try await overwrites(name)
        let delivery = try await upload(cargo, desk: try desk(cargo))
        var stages = stages
        stages.send = Receipt.Stage(seconds: delivery.sendSeconds, bytes: delivery.bytesSentNow)
        stages.confirm = Receipt.Stage(seconds: delivery.confirmSeconds, bytes: rendition.layout.length)
        return receipt(
            rendition, plan ?? MediaPlan(preset: job.preset, decision: .none), name: name, delivery, stages: stages)
    }

    /// Sends by whatever the storage takes.
    private func upload(_ cargo: UploadCargo, desk: TransferDesk) async throws(FerryError) -> UploadDelivery {
        let location = shop.parts.storage.dialect.location(ofObject: cargo.objectName)
        var advised = shop.parts.send
        if let adviser = shop.adviser { advised.retry = adviser.policy(advised.retry) }
        let settings = advised
        return try await shop.names.withTurn(
            at: location, source: cargo.marker.sourceSHA256, name: cargo.objectName, overwrites: cargo.overwrites
        ) { () throws(FerryError) in
            switch shop.parts.storage {
            case .inOrder(let dialect):
                if let run = try await joiningRun(dialect, cargo, desk) { return try await run.run() }
                return try await UploadRun(
                    cargo: cargo, dialect: dialect, desk: desk, settings: settings, sizing: shop.chunkSizing,
                    disk: shop.disk
                ).run()
            case .parts(let dialect):
                return try await PartsRun(
                    cargo: cargo, dialect: dialect, desk: desk, settings: settings, disk: shop.disk
                ).run()
            }
        }
    }

    /// The run that sends one object by several uploads at once: to go on with such a one, or where that was asked for,
    /// is of use, and the server can join them.
    private func joiningRun(
        _ dialect: any UploadDialect, _ cargo: UploadCargo, _ desk: TransferDesk
    ) async throws(FerryError) -> PartsRun? {
        let settings = shop.parts.send
        let capabilities: UploadCapabilities
        if let upload = tracker.job.upload {
            guard let parts = upload.parts, let places = parts.partials else { return nil }
            capabilities = UploadCapabilities(
                terminates: true, chunkChecksum: parts.checksum, joining: places.joining)
        } else {
            let least = settings.chunkBytes ?? PartsRun.partBytes(length: cargo.length)
            guard settings.concatenates, desk.slots > 1, cargo.length > least else { return nil }
            let requests: Int
            (capabilities, requests) = await desk.link.capabilities()
            try desk.note(.requests(requests))
            if let limit = capabilities.maxBytes, limit < cargo.length { return nil }
        }
        guard let joining = capabilities.joining, let joiner = dialect.joining(capabilities) else { return nil }
        return PartsRun(
            cargo: cargo, dialect: joiner, joining: joining, desk: desk, settings: settings, disk: shop.disk)
    }

    private func desk(_ cargo: UploadCargo) throws(FerryError) -> TransferDesk {
        let job = tracker.job
        let tally = TransferTally(ChunkJournal.entries(of: job.id, in: shop.parts.state))
        let clock = shop.parts.clock
        return TransferDesk(
            link: shop.link, gate: shop.gate, tuning: shop.slotTuning, tracker: tracker,
            journal: try ChunkJournal(directory: shop.parts.state, job: job.id), tally: tally, clock: clock,
            jitter: shop.parts.jitter,
            meter: ProgressMeter(
                tracker: tracker, clock: clock, acknowledged: job.upload == nil ? 0 : tally.acknowledged,
                total: cargo.length))
    }

    private func cargo(
        _ rendition: RenditionRecord, _ asset: OpenAsset, name: String
    ) throws(FerryError) -> UploadCargo {
        var files: [Extent.FileRole: SpoolFile] = [.asset: asset.file]
        if let key = rendition.spoolKey { files = [.rendition: try shop.spool.open(key)] }
        let job = tracker.job
        let reader = LayoutReader(layout: rendition.layout, files: files)
        return UploadCargo(
            reader: reader,
            guardian: rendition.spoolKey == nil
                ? asset.guardian : try SourceGuard(reader: reader, role: .rendition, sha256: rendition.sha256),
            sha256: rendition.sha256, objectName: name,
            mediaType: rendition.mediaType,
            marker: ObjectMarker(sourceSHA256: job.source.sha256, jobTag: JobKey.tag(of: job.key)),
            attributes: attributes, overwrites: shop.parts.send.overwrites)
    }

    private func receipt(
        _ rendition: RenditionRecord, _ plan: MediaPlan, name: String, _ delivery: UploadDelivery,
        stages: Receipt.Stages
    ) -> Receipt {
        let job = tracker.job
        var receipt = Receipt(
            jobId: job.id, reused: false, source: .init(job.source), plan: plan, rendition: .init(rendition),
            tracks: rendition.tracks, loss: rendition.loss,
            quality: rendition.quality.map { .init($0, windows: plan.quality?.windows) },
            destination: .init(
                dialect: shop.parts.storage.name,
                location: HTTPLocation(delivery.location)?.redacted ?? delivery.location,
                endpoint: shop.parts.endpoint, objectName: name,
                checked: delivery.check, remoteChecksum: delivery.remoteChecksum),
            transfer: transfer(delivery, length: rendition.layout.length), stages: stages,
            times: .init(
                accepted: job.createdAt, firstByteSent: delivery.firstByteSent, delivered: shop.parts.clock.now()),
            versions: .init(
                mediaferry: FerryVersion.text, libavformat: rendition.versions?.libavformat,
                libavcodec: rendition.versions?.libavcodec, libcurl: shop.parts.transportVersion))
        receipt.health = rendition.health
        receipt.extras = rendition.extras
        return receipt
    }

    private func transfer(_ delivery: UploadDelivery, length: Int64) -> Receipt.Transfer {
        let (tally, chunkBytes) = (delivery.tally, delivery.chunkBytes)
        return Receipt.Transfer(
            slots: shop.gate.limit, chunkBytes: chunkBytes,
            chunkCount: delivery.chunkCount ?? ChunkPlanner(chunkBytes: chunkBytes).count(length: length),
            requests: tally.requests,
            attempts: tally.attempts, bytesSent: tally.sent(forDelivered: length), bytesAcknowledged: length,
            bytesResent: tally.resent,
            stalledSeconds: tally.stalledSeconds, freshStarts: tally.freshStarts,
            resumedFromBytes: tally.resumedFrom, retries: tally.retries)
    }

    /// The job is delivered: the row first, then the receipt's file, the event, and last the spool is cleared.
    func settle(_ receipt: Receipt) async {
        let document = (try? ReceiptFile.encode(receipt)).map { String(decoding: $0, as: UTF8.self) }
        tracker.become(.delivered)
        tracker.change { job in
            job.receipt = document
            job.error = nil
        }
        let isSaved = (try? await tracker.finish()) != nil
        let (speeds, holder) = (shop.speeds, shop.holder.name)
        try? await shop.disk.run { () throws(FerryError) in speeds.save(by: holder) }
        if let directory = shop.parts.receiptsDirectory {
            try? await shop.disk.run { () throws(FerryError) in try ReceiptFile.write(receipt, to: directory) }
        }
        tracker.emit(.jobDelivered(.init(receipt: receipt)))
        if isSaved { shop.forgetFiles(of: tracker.job) }
    }
}
