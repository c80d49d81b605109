import FerryCore
public import FerryPipeline
import Synchronization

/// Carries recordings through a pipeline: files are read in place, objects keep the folders they come from.
public struct PipelineCarrier: BatchCarrier {
    let pipeline: JobPipeline

    /// Carries through that pipeline.
    public init(_ pipeline: JobPipeline) { self.pipeline = pipeline }

    /// Carries one recording.
    public func carry(_ item: BatchItem, note: @escaping BatchNote) async -> BatchCarriage {
        guard case .file(let path) = item.entry.place else {
            return .failed(
                FerryError(.sourceUnreadable, "it is no file of this machine", input: item.entry.name), job: nil)
        }
        return await carry(item, source: .file(path: path))
    }

    /// Carries one recording whose bytes are there.
    func carry(_ item: BatchItem, source: FerrySource) async -> BatchCarriage {
        await Self.send(source, wish: Self.wish(of: item), preset: item.entry.preset, pipeline)
    }

    /// Hands a source in and waits for its end; cancelling leaves the job where it stands.
    static func send(
        _ source: FerrySource, wish: ObjectWish, preset: Preset?, _ pipeline: JobPipeline
    ) async -> BatchCarriage {
        var job: JobID?
        do throws(FerryError) {
            let submission = try await pipeline.submit(source, preset: preset, wish: wish)
            job = submission.id
            let begun = (preset ?? pipeline.preset).mayEncode ? encodeStart(submission) : nil
            let result: Result<Receipt, FerryError> = await withTaskCancellationHandler {
                do throws(FerryError) { return .success(try await submission.receipt()) } catch {
                    return .failure(error)
                }
            } onCancel: {
                submission.stop()
            }
            return .arrived(try result.get(), encodedAt: await begun?.value)
        } catch {
            return .failed(error.named(source.label), job: job)
        }
    }

    /// When a job's encode begins; `nil` where there is none.
    private static func encodeStart(_ submission: Submission) -> Task<Timestamp?, Never> {
        let events = submission.events()
        return Task {
            for await event in events {
                if case .jobState(let step) = event.kind, step.to == .encoding { return event.time }
            }
            return nil
        }
    }

    /// What an item asks for its object.
    static func wish(of item: BatchItem) -> ObjectWish {
        let folder = item.entry.folder
        let former = item.account.flatMap { account in
            account.objectName.flatMap { name in
                account.sha256.map { ObjectWish.Former(objectName: name, sha256: $0) }
            }
        }
        return ObjectWish(
            folder: folder.isEmpty || item.entry.objectName != nil ? nil : folder, name: item.entry.objectName,
            metadata: item.entry.metadata, former: former)
    }
}
