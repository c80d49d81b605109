package import FerryCore
import HTTPTypes

extension JobPipeline {
    /// Deletes the object of a delivered job at its destination.
    ///
    /// - Returns: Whether nothing of it stands there any more; `false` too where the destination cannot delete.
    package func remove(_ receipt: Receipt) async -> Bool {
        let (capabilities, _) = await shop.link.capabilities()
        guard
            let head = shop.link.storage.dialect.remove(receipt.destination.location, capabilities: capabilities),
            let response = try? await shop.link.send(head).response
        else { return false }
        return UploadRemover.isGone(after: response)
    }

    /// Gives up what unfinished jobs of the state directory left at the destination.
    ///
    /// - Returns: Where something stays, without what is secret in it.
    package func giveUpUnfinished() async -> [String] {
        let states = Set(JobState.allCases).subtracting([.delivered])
        let jobs = (try? await shop.parts.store.latestJobs(in: states, limit: UploadReaper.maxJobs)) ?? []
        var left: [String] = []
        for job in jobs where await !UploadRemover(shop: shop).remove(job) {
            left.append(job.upload.flatMap { HTTPLocation($0.location)?.redacted } ?? job.id.rawValue)
        }
        return left
    }
}
