import CFerrySandbox
import FerryConfinement
import FerryCore
import FerryFFmpeg
import FerrySealing
import Glibc

/// The media worker: one request, one piece of work on media, one answer.
///
/// Descriptor 0 is the media, 1 the rendition, 2 diagnostics, 3 the channel to the command that started it, 4 the packet log. It limits
/// itself before it reads media, and exits with 0 whenever the outcome was told, good or bad.
@main
struct MediaWorkerCommand {
    /// The descriptor of the packet log.
    private static let packetLog: Int32 = 4
    /// Processors for which decoders and filters start threads, and heaps that all threads share: with one for each of many
    /// processors, their stacks and heaps alone would pass the limit of address space.
    private static let mostProcessors: Int32 = 8

    /// Does one request and ends. Ends without the tidying of `exit`, which codec threads could disturb.
    static func main() {
        guard fcntl(ParentChannel.number, F_GETFD) >= 0 else { explain() }
        // libx264 164 reads memory that it never wrote when it looks for fades; the same bytes there give the same rendition.
        _ = ferry_make_memory_repeatable()
        _ = ferry_bound_heaps(mostProcessors)
        FFmpegLibraries.boundProcessors(to: mostProcessors)
        let channel = ParentChannel()
        channel.send(answer(channel))
        _exit(0)
    }

    /// The last event: the work's result or why there is none.
    private nonisolated static func answer(_ channel: ParentChannel) -> MediaWorkerEvent {
        do throws(FerryError) {
            try dieWithParent()
            let request = try channel.request()
            // Giving way is a courtesy: work goes on where it is not granted.
            if let niceness = request.niceness { _ = nice(Int32(clamping: niceness)) }
            FFmpegLibraries.warmUp()
            let confinement = try Confinement(limits: request.fileLimits, channel: ParentChannel.number).apply()
            _ = ferry_catch_termination()
            return try work(request, confinement, channel)
        } catch {
            return .failed(error)
        }
    }

    /// Ties this process's life to its parent's. Comes before everything else, even the request.
    private nonisolated static func dieWithParent() throws(FerryError) {
        guard ferry_die_with_parent() == 0 else {
            throw FerryError(
                .mediaWorkerStopped,
                "the media worker cannot tie itself to its parent: prctl(PR_SET_PDEATHSIG) failed"
                    + " (\(String(cString: strerror(errno))))")
        }
    }

    private nonisolated static func work(
        _ request: MediaWorkerRequest, _ confinement: ConfinementReport, _ channel: ParentChannel
    ) throws(FerryError) -> MediaWorkerEvent {
        let work = FFmpegWork(
            input: STDIN_FILENO, layout: request.layout, limits: request.limits,
            ciphers: MediaCiphers(request.keys) { GCMCipher($0) },
            isCancelled: { ferry_termination_requested() },
            progress: { channel.send(.progress($0)) })
        return switch request.task {
        case .probe: .probed(try work.probe())
        case .encode(let task): .encoded(try work.encode(task, into: STDOUT_FILENO, log: packetLog))
        case .search(let task, let target): .searched(try work.search(task, target: target))
        case .check(let task): .checked(try work.check(task))
        case .describe:
            .described(
                MediaWorkerDescription(
                    versions: FFmpegLibraries.versions, confinement: confinement,
                    missingEncoders: FFmpegLibraries.missingEncoders))
        }
    }

    /// Someone started it by hand.
    private static func explain() -> Never {
        let text = "mediaferry-media-worker is started by mediaferry and does nothing by itself\n"
        _ = text.withCString { write(STDERR_FILENO, $0, text.utf8.count) }
        exit(64)
    }
}

extension MediaWorkerRequest {
    /// The limits for the process: the file of a sealed rendition is longer than the rendition.
    fileprivate var fileLimits: MediaLimits {
        guard keys?.rendition != nil else { return limits }
        var limits = limits
        limits.maxOutputBytes = SealedFormat.fileBytes(text: limits.maxOutputBytes)
        return limits
    }
}
