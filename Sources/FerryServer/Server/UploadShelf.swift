public import FerryCore
package import FerryReceiver
public import FerrySessions
import Synchronization

/// The uploads that clients have finished through the service's own endpoints, for answers that name them.
///
/// It is wired before the endpoints are open: until then there are none.
public final class UploadShelf: FinishedUploads {
    private let endpoint = Mutex<UploadEndpoint?>(nil)

    /// An empty shelf.
    public init() {}

    /// Takes uploads from endpoints, from now on.
    package func open(_ opened: UploadEndpoint) { endpoint.withLock { $0 = opened } }

    /// The finished upload of a URL, or of the path of one.
    public func finishedUpload(
        at url: String, ofUser user: String?
    ) async throws(FerryError) -> UploadedFile? {
        endpoint.withLock { $0 }?.finished(url, user: user).map { upload in
            UploadedFile(path: upload.path, bytes: upload.bytes, sha256: upload.sha256, mediaType: upload.mediaType)
        }
    }
}
