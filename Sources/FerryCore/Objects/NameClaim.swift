/// Whether an object may be put at a name: two different sources never overwrite each other silently.
public enum NameClaim: Sendable, Equatable {
    /// Nothing stands there.
    case vacant
    /// What stands there is this very object; it is to be compared before it counts.
    case ours
    /// What stands there may be replaced: it was made of the same source, or replacing was asked for.
    case replaceable
    /// Somebody else's object stands there.
    case taken(FerryError)

    /// Judges what was found at a name.
    ///
    /// - Parameters:
    ///   - found: What stands there; `nil` for nothing.
    ///   - marker: What this job would write.
    ///   - bytes: Bytes of this job's object.
    ///   - name: The object's name, for the error.
    ///   - overwrites: Whether replacing was asked for.
    ///   - isSameContent: Whether a checksum of it is that of this job's object; `nil` where nobody has compared.
    public init(
        found: ObjectFacts?, marker: ObjectMarker, bytes: Int64, name: String, overwrites: Bool,
        isSameContent: Bool? = nil
    ) {
        guard let found else {
            self = .vacant
            return
        }
        if let theirs = found.marker {
            if theirs == marker, found.bytes == bytes {
                self = .ours
            } else if theirs.sourceSHA256 == marker.sourceSHA256 || overwrites {
                self = .replaceable
            } else {
                self = .taken(Self.conflict(name))
            }
        } else if found.bytes == bytes, isSameContent ?? !found.checksums.isEmpty {
            // Where nobody has compared, its checksum will tell when it is confirmed.
            self = .ours
        } else {
            self = overwrites ? .replaceable : .taken(Self.conflict(name))
        }
    }

    /// What is said when a name is taken.
    public static func conflict(_ name: String) -> FerryError {
        FerryError(
            .destinationConflict, "another object stands at \(name)",
            next: "choose another name with --name, such as '{stem}-{sha256:12}.{ext}', or replace it with --overwrite",
            disposition: .giveUp)
    }
}
