public import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Synchronization

/// Answers the requests of ``DirectoryDialect`` from a folder of this machine, on threads of its own.
///
/// What `PATCH` acknowledges is on the disk. A file becomes an object when it was read back with the right SHA-256, by a
/// link or a rename, so that the name holds all of it or nothing.
public final class DirectoryTransport: HTTPTransport {
    let tree: FolderTree
    let pace = SendPace()
    let verified = Mutex(VerifiedFiles())
    private let lane: BlockingLane

    /// What a request that somebody stopped is answered; nobody sees it.
    static let stopped = 499

    /// Requests that are worked on at once.
    private static let width = 4

    /// Creates a transport for the absolute path of a folder.
    public init(folder: String) {
        tree = FolderTree(root: folder)
        lane = BlockingLane(label: "folder", width: Self.width)
    }

    /// Does what the request says.
    public func send(
        _ request: HTTPTransferRequest, observe: @escaping @Sendable (HTTPTransferObservation) -> Void
    ) async throws(HTTPTransferFailure) -> HTTPTransferResponse {
        let isCancelled = CancelFlag()
        let result = await withTaskCancellationHandler {
            await run { self.answer(FolderTask(request: request, isCancelled: isCancelled, observe: observe)) }
        } onCancel: {
            isCancelled.raise()
        }
        let response = try result.get()
        guard response.head.status.code != Self.stopped else {
            throw HTTPTransferFailure(.cancelled, "stopped", sentBodyBytes: response.sentBodyBytes)
        }
        return response
    }

    private func run(
        _ work: @escaping @Sendable () -> Result<HTTPTransferResponse, HTTPTransferFailure>
    ) async -> Result<HTTPTransferResponse, HTTPTransferFailure> {
        do throws(FerryError) {
            return try await lane.run { () throws(FerryError) in work() }
        } catch {
            return .failure(HTTPTransferFailure(.other, error.message))
        }
    }

    /// Limits what is written, over all requests together.
    public func setSendRateLimit(_ bytesPerSecond: Int64?) { pace.set(bytesPerSecond) }

    private func answer(_ task: FolderTask) -> Result<HTTPTransferResponse, HTTPTransferFailure> {
        guard !task.isCancelled.isRaised else { return .failure(HTTPTransferFailure(.cancelled, "stopped")) }
        var sent: Int64 = 0
        do throws(FileFailure) {
            switch task.request.head.method {
            case .head: return .success(try look(task))
            case .get: return .success(try read(task))
            case .post: return .success(try begin(task))
            case .delete: return .success(try remove(task))
            case .patch: return try add(task, sent: &sent)
            default: return .success(.folder(405))
            }
        } catch {
            return .success(.folder(error.folderStatus, body: "\(error.text) (\(error.call))", sent: sent))
        }
    }
}

/// One request to a folder, as its thread sees it.
struct FolderTask: Sendable {
    var request: HTTPTransferRequest
    var isCancelled: CancelFlag
    var observe: @Sendable (HTTPTransferObservation) -> Void

    /// The path it is about.
    func path() throws(FileFailure) -> String {
        guard request.head.scheme == "file", let path = FileLocation("file://\(request.head.path ?? "")")?.path else {
            throw FileFailure(call: "open", number: 22)
        }
        return path
    }

    func field(_ name: HTTPField.Name) -> String? { request.head.headerFields[name] }
}

/// Whether somebody asked to stop.
final class CancelFlag: Sendable {
    private let flag = Atomic(false)

    var isRaised: Bool { flag.load(ordering: .relaxed) }
    func raise() { flag.store(true, ordering: .relaxed) }
}

/// The SHA-256 of files that were read back and have not changed since; the latest 64.
struct VerifiedFiles {
    private var known: [(identity: FileIdentity, sha256: String)] = []

    func sha256(of identity: FileIdentity) -> String? { known.last { $0.identity == identity }?.sha256 }

    mutating func add(_ identity: FileIdentity, _ sha256: String) {
        if known.count >= 64 { known.removeFirst() }
        known.append((identity, sha256))
    }
}

extension HTTPTransferResponse {
    /// A folder's reply.
    static func folder(
        _ status: Int, _ fields: HTTPFields = [:], body: String = "", sent: Int64 = 0
    ) -> HTTPTransferResponse {
        HTTPTransferResponse(
            head: HTTPResponse(status: .init(code: status), headerFields: fields), body: Array(body.utf8),
            sentBodyBytes: sent)
    }
}
