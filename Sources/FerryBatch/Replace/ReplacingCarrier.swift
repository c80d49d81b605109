public import FerryCore
public import FerryPipeline
import Glibc

/// Makes renditions in a folder of the state directory and puts those that are worth it into the places of their
/// recordings. Its pipeline's destination is that folder.
public struct ReplacingCarrier: BatchCarrier {
    /// What is worth it.
    public struct Rule: Sendable, Equatable {
        /// By what share a rendition must be smaller; below 0 it may be larger by so much.
        public var leastSaving: Double
        /// Whether a rendition that lacks media may take its recording's place.
        public var takesLoss: Bool

        /// Creates a rule.
        public init(leastSaving: Double, takesLoss: Bool) {
            self.leastSaving = leastSaving
            self.takesLoss = takesLoss
        }
    }

    private let pipeline: JobPipeline
    private let prober: any MediaProber
    private let ledger: any BatchLedger
    private let folder: String
    private let rule: Rule
    private let lane = BlockingLane(label: "replacement", width: 2)

    /// - Parameters:
    ///   - pipeline: Delivers into `folder`.
    ///   - prober: Looks at each rendition once more where it stands.
    ///   - ledger: Knows the renditions of earlier runs, so that none is made of a rendition.
    ///   - folder: The absolute path of the staging folder.
    public init(
        pipeline: JobPipeline, prober: any MediaProber, ledger: any BatchLedger, folder: String, rule: Rule
    ) {
        self.pipeline = pipeline
        self.prober = prober
        self.ledger = ledger
        self.folder = folder
        self.rule = rule
    }

    /// Makes a rendition and puts it into its recording's place.
    public func carry(_ item: BatchItem, note: @escaping BatchNote) async -> BatchCarriage {
        guard case .file(let path) = item.entry.place else {
            let error = FerryError(
                .sourceUnreadable, "it is no file of this machine, and only such are replaced", input: item.entry.name,
                disposition: .giveUp)
            return .left(.refused, BatchAccount(error: error))
        }
        do throws(FerryError) {
            if let known = try await former(path, item) { return known }
        } catch {
            guard error.disposition == .giveUp, error.code == .sourceUnreadable else {
                return .failed(error.named(path), job: nil)
            }
            return .left(.refused, BatchAccount(error: error.named(path)))
        }
        let staged = Self.stagedName(item)
        let carriage = await PipelineCarrier.send(
            .file(path: path), wish: ObjectWish(name: staged), preset: item.entry.preset, pipeline)
        guard case .arrived(let receipt, _) = carriage else { return carriage }
        do throws(FerryError) {
            return try await settle(receipt, item, path, "\(folder)/\(staged)", note)
        } catch {
            return .failed(error.named(path), job: receipt.jobId)
        }
    }

    /// A recording that is a rendition of an earlier run is done: nothing is ever made of it again in the same form.
    private func former(_ path: String, _ item: BatchItem) async throws(FerryError) -> BatchCarriage? {
        let sha256 = try await lane.run { () throws(FerryError) in
            let file = try OriginalFile(path: path)
            guard file.bytes > 0 else { return "" }
            return try Replacement.sha256(of: file.descriptor)
        }
        guard let known = try await ledger.ending(ofContent: sha256, settings: item.settings),
            var account = known.account, account.renditionSHA256 == sha256
        else { return nil }
        // A second name of what was left alone is no rendition.
        guard account.sha256 != sha256 else { return nil }
        account.error = nil
        guard let place = FilePlace.of(path, followsLinks: false) else { return nil }
        return .replaced(account, place.entry(name: item.entry.name, path: path))
    }

    private func settle(
        _ receipt: Receipt, _ item: BatchItem, _ path: String, _ staged: String, _ note: BatchNote
    ) async throws(FerryError) -> BatchCarriage {
        var account = BatchAccount(receipt)
        account.location = nil
        account.objectName = nil
        account.sourceBytes = receipt.source.bytes
        if let outcome = Self.objection(to: receipt, rule) {
            _ = unlink(staged)
            account.renditionBytes = nil
            account.renditionSHA256 = nil
            return .left(outcome, account)
        }
        let known = ContainerNames.fileExtension(mediaType: receipt.rendition.mediaType)
        let replacement = Replacement(
            staged: staged, sha256: receipt.rendition.sha256, bytes: receipt.rendition.bytes, fileExtension: known)
        let target = replacement.target(of: path)
        let part = try await lane.run { () throws(FerryError) -> String? in
            let original = try OriginalFile(path: path)
            if target != path, replacement.isPlaced(at: target) { return nil }
            return try replacement.place(beside: original)
        }
        try await probe(part ?? target)
        account.location = target
        // From here on the rendition may stand in the place: whoever finds it there must know it.
        guard await note(account) else { throw FerryError(.cancelled, "another process has this recording now") }
        try await lane.run { () throws(FerryError) in
            try replacement.swap(part, for: try OriginalFile(path: path), target: target)
            _ = unlink(staged)
        }
        guard let place = FilePlace.of(target, followsLinks: false) else {
            throw FerryError(.sourceNotFound, "the rendition is gone from \(target)")
        }
        let name = replacement.target(of: item.entry.name)
        return .replaced(account, place.entry(name: name, path: target))
    }

    /// Why a rendition does not take its recording's place; `nil` where it does.
    static func objection(to receipt: Receipt, _ rule: Rule) -> BatchOutcome? {
        let most = Double(receipt.source.bytes) * (1 - rule.leastSaving)
        if receipt.rendition.isOriginal || Double(receipt.rendition.bytes) > most { return .notSmaller }
        return receipt.loss != nil && !rule.takesLoss ? .kept : nil
    }

    /// Reads the rendition's packets where it will stand.
    private func probe(_ path: String) async throws(FerryError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, let place = FilePlace.of(descriptor: descriptor) else {
            throw OriginalFile.failure("open")
        }
        defer { close(descriptor) }
        let media = MediaFile(
            fileDescriptor: descriptor, layout: ObjectLayout(wholeFile: .asset, length: place.bytes))
        _ = try await prober.probe(media, limits: .probing(bytes: place.bytes))
    }

    /// The name of a recording's rendition in the staging folder: another version of it has another one.
    static func stagedName(_ item: BatchItem) -> String {
        String(RunningSHA256.hex(of: "\(item.settings)\n\(item.entry.identity)").prefix(40))
    }
}
