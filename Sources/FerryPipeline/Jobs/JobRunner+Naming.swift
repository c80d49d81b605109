import FerryCore

extension JobRunner {
    /// The object's name: decided once, from then on what the record says.
    func objectName(_ rendition: RenditionRecord) -> String {
        let job = tracker.job
        if let name = job.objectName { return name }
        let settings = shop.parts.send
        var facts = ObjectNameFacts(
            sourceName: job.source.name, fileExtension: rendition.fileExtension, sourceSHA256: job.source.sha256,
            acceptedAt: job.createdAt, job: job.id, preset: job.preset, metadata: attributes.metadata)
        facts.folder = job.wish?.folder ?? ""
        facts.wanted = job.wish?.name
        return settings.name.name(facts, rules: shop.parts.storage.dialect.nameRules)
    }

    /// What is said of the object: by its own submission first, then by the run.
    var attributes: ObjectAttributes {
        var attributes = shop.parts.send.attributes
        attributes.metadata.merge(tracker.job.wish?.metadata ?? [:]) { _, own in own }
        return attributes
    }

    /// Whether what stands at the name may be replaced: it was asked for, or a new object of a source that was
    /// delivered to this very name before was.
    func overwrites(_ name: String) async throws(FerryError) -> Bool {
        if shop.parts.send.overwrites { return true }
        let job = tracker.job
        guard shop.parts.storage.dialect.addressesByName else { return false }
        if let former = job.wish?.former, former.objectName == name, former.sha256 == job.source.sha256 { return true }
        let first = JobKey(shop.parts, sha256: job.source.sha256, preset: job.preset, wish: job.wish, repetition: 0)
            .text
        guard first != job.key else { return false }
        return try await shop.parts.store.jobs(withKey: first).contains {
            $0.state == .delivered && $0.objectName == name
        }
    }
}
