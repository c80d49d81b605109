public import HTTPTypes

/// What every upload protocol has: a name, and a way to look at a finished object.
///
/// Requests are values without credentials; the sender adds them. Locations are what receipts carry.
public protocol StorageDialect: Sendable {
    /// The protocol's name in receipts and in the store, such as `tus`.
    var name: String { get }

    /// What names the storage takes.
    var nameRules: ObjectNameRules { get }

    /// Where the object of that name will stand, without any secret, as receipts carry it; `nil` where only the server
    /// knows, and no two uploads can meet.
    func location(ofObject name: String) -> String?

    /// The request that asks what stands at an object's location; `nil` where nobody can be asked, such as with a
    /// presigned URL.
    func inspect(_ location: String) throws(UploadFailure) -> HTTPRequest?

    /// Reads the reply to an inspecting request. A failure with the disposition `freshStart` says that nothing is there.
    func inspected(from response: HTTPTransferResponse) -> Result<ObjectFacts, UploadFailure>

    /// The request that reads an object back; `nil` where that cannot be done.
    func read(_ location: String) throws(UploadFailure) -> HTTPRequest?

    /// The request that deletes a finished object; `nil` when the protocol or the server has none.
    func remove(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest?

    /// The request that finds out what the server can do; `nil` when the protocol has none.
    func discover() -> HTTPRequest?

    /// What the server can do, from the reply to ``discover()``; `nil` stands for no reply at all.
    func capabilities(from response: HTTPTransferResponse?) -> UploadCapabilities
}

extension StorageDialect {
    /// What every store takes.
    public var nameRules: ObjectNameRules { ObjectNameRules() }

    /// Whether objects are found by their names, so that two sources may meet at one.
    public var addressesByName: Bool { location(ofObject: "x") != nil }
}

/// How objects get to one storage.
public enum Storage: Sendable {
    /// One writer that sends bytes strictly in order.
    case inOrder(any UploadDialect)
    /// Parts in any order, several at once.
    case parts(any PartsDialect)

    /// What both kinds share.
    public var dialect: any StorageDialect {
        switch self {
        case .inOrder(let dialect): dialect
        case .parts(let dialect): dialect
        }
    }

    /// The protocol's name.
    public var name: String { dialect.name }

    /// The requests that give an unfinished upload up; `nil` when the protocol or the server has none.
    public func abandon(_ upload: UploadRecord, capabilities: UploadCapabilities) -> [HTTPRequest]? {
        let places = upload.parts?.partials?.inOrder ?? [upload.location]
        let requests =
            switch self {
            case .inOrder(let dialect): places.map { dialect.abandon($0, capabilities: capabilities) }
            case .parts(let dialect): [upload.parts.flatMap { try? dialect.abort($0, at: upload.location) }]
            }
        return requests.contains(nil) ? nil : requests.compactMap(\.self)
    }
}
