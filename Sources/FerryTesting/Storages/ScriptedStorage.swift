public import FerryCore
import HTTPTypes

/// A storage in memory that speaks one protocol, for a ``FaultServer`` to stand behind.
///
/// Pure: a header goes in, then the bytes of its body as they come, then an answer comes out. It follows the protocol's
/// facts and takes no code from the client it is to judge. What it keeps of a body that broke off is its protocol's
/// business: a tus server keeps every byte, an S3 server nothing of a part.
///
/// The server calls it under its lock, one call at a time; requests are told apart by their numbers.
public protocol ScriptedStorage: Sendable {
    /// The path, with its slashes, that clients are given as the destination, such as `/files/`.
    var root: String { get }

    /// Takes the header of a request; `now` is the server's own time.
    mutating func open(_ head: RequestHead, request: Int, now: Timestamp) -> StorageOpening

    /// Takes bytes of the body of an opened request; gives an interim reply (1xx) to be sent at once, or `nil`.
    mutating func take(_ bytes: UnsafeRawBufferPointer, request: Int) -> ServerReply?

    /// The body of an opened request is over; `isWhole` tells whether all of it came. Gives the answer, which nobody will
    /// see when it is not.
    mutating func close(request: Int, isWhole: Bool, now: Timestamp) -> ServerReply

    /// What a request is about is gone from now on; gives the answer that says so.
    ///
    /// - Parameter status: The status the fault asks for, such as 404 or 410.
    mutating func expire(_ head: RequestHead, status: Int) -> ServerReply

    /// The answer of a server of this kind in such a condition.
    func reply(to head: RequestHead, in condition: StorageCondition, now: Timestamp) -> ServerReply

    /// The same answer with a lie in it about a position or length; `nil` when the answer tells none.
    func lie(_ reply: ServerReply, to head: RequestHead, _ lie: StorageLie) -> ServerReply?

    /// The finished objects, ordered by path.
    var objects: [StoredObject] { get }

    /// How many uploads are begun and neither finished nor gone.
    var unfinishedUploads: Int { get }

    /// What clients did that the protocol forbids, in plain words.
    var violations: [String] { get }
}

/// What a storage says to the header of a request.
public enum StorageOpening: Sendable, Hashable {
    /// This is the answer; a body, if any, is dropped.
    case reply(ServerReply)
    /// The body is wanted; these interim replies (1xx) go out first.
    case take(interim: [ServerReply] = [])
}

/// A condition a server can be in that each protocol words in its own way.
public enum StorageCondition: Sendable, Hashable {
    /// The client's token, key or signature has run out.
    case expiredToken
    /// Somebody else holds the upload.
    case lockHeld
    /// The server's clock and the client's differ by so many seconds, and the server minds.
    case skewedClock(seconds: Int64)
}

/// What an answer lies about, and by how much.
public enum StorageLie: Sendable, Hashable {
    /// How many bytes the server holds.
    case offset(by: Int64)
    /// How long the object is.
    case length(by: Int64)
}

/// An object whose every byte has come.
public struct StoredObject: Sendable, Hashable {
    /// Where `GET` finds it.
    public var path: String
    /// The content.
    public var bytes: [UInt8]
    /// The metadata as it was sent, in the protocol's own writing; `nil` when there was none.
    public var metadata: String?

    /// Creates an object.
    public init(path: String, bytes: [UInt8], metadata: String? = nil) {
        self.path = path
        self.bytes = bytes
        self.metadata = metadata
    }
}

extension ScriptedStorage {
    /// 401, 423 and 403 without more, for protocols that have no words of their own.
    public func reply(to head: RequestHead, in condition: StorageCondition, now: Timestamp) -> ServerReply {
        switch condition {
        case .expiredToken: ServerReply(401, [.wwwAuthenticate: "Bearer error=\"invalid_token\""])
        case .lockHeld: ServerReply(423)
        case .skewedClock(let seconds): ServerReply(403, [.date: now.advanced(bySeconds: Double(seconds)).httpDate])
        }
    }

    /// Lies in `Upload-Offset` and `Upload-Length`, where the answer has them.
    public func lie(_ reply: ServerReply, to head: RequestHead, _ lie: StorageLie) -> ServerReply? {
        switch lie {
        case .offset(let count): reply.adding(count, to: .uploadOffset)
        case .length(let count): reply.adding(count, to: .uploadLength)
        }
    }
}
