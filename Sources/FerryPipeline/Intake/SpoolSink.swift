import FerryCore
import Glibc
import Synchronization

/// Takes the bytes of one source into one spool file: finds a data URI by its content and decodes it on the way,
/// hashes what is written, and brings it to the disk. Memory is constant.
final class SpoolSink: Sendable {
    /// Bytes that are decoded in one step.
    static let stepBytes = 64 * 1024
    /// Bytes after which the system is asked to begin to write, so that the end of a source waits for little.
    static let writebackBytes: Int64 = 512 * 1024
    /// Bytes that are looked at to tell a data URI from plain bytes.
    private static let prefixBytes = 64

    /// What the bytes of a source are.
    enum Content {
        /// The text of a data URI.
        case dataURI
        /// The source itself.
        case plain
        /// One of the two; its first bytes tell.
        case unknown
    }

    /// What was taken in.
    struct Taken {
        var bytes: Int64
        var sha256: String
        var head: DataURIHead?
    }

    private enum Mode {
        case undecided([UInt8])
        case plain
        case dataURI(DataURIDecoder)
    }

    private struct State {
        var mode: Mode
        var hash = RunningSHA256()
        var bytes: Int64 = 0
        /// Up to where the system was asked to write.
        var asked: Int64 = 0
        var decoded: [UInt8] = []
    }

    private let spool: Spool
    private let file: SpoolFile
    private let maxBytes: Int64
    private let state: Mutex<State>

    /// Opens a new spool file.
    ///
    /// - Parameters:
    ///   - options: How data URIs are read; their limit holds for plain bytes too.
    ///   - content: What the bytes are.
    init(spool: Spool, key: String, options: DataURIDecoder.Options, content: Content) throws(FerryError) {
        self.spool = spool
        file = try spool.create(key)
        maxBytes = options.maxDecodedBytes
        self.options = options
        let mode: Mode =
            switch content {
            case .dataURI: .dataURI(DataURIDecoder(options: options))
            case .plain: .plain
            case .unknown: .undecided([])
            }
        state = Mutex(State(mode: mode))
    }

    private let options: DataURIDecoder.Options

    /// Bytes that are held in memory between two calls.
    var heldBytes: Int {
        state.withLock { state in
            if case .undecided(let prefix) = state.mode { return prefix.count }
            return state.decoded.count
        }
    }

    /// Takes the next bytes. Blocks on the disk.
    func append(_ bytes: UnsafeRawBufferPointer) throws(FerryError) {
        let result: Result<Void, FerryError> = state.withLock { state in
            Result { () throws(FerryError) in try self.append(bytes, &state) }
        }
        try result.get()
    }

    /// Ends the source: everything is on the disk when this returns.
    func finish() throws(FerryError) -> Taken {
        let taken = try end()
        try sync()
        try spool.syncNames()
        return taken
    }

    /// Brings what was written to the disk; the file's name is not there before ``Spool/syncNames()``.
    func sync() throws(FerryError) {
        try spool.guarded { () throws(FileFailure) in try file.sync() }
    }

    /// Ends the source; its bytes are not on the disk before ``sync()``.
    func end() throws(FerryError) -> Taken {
        let result: Result<Taken, FerryError> = state.withLock { state in
            Result { () throws(FerryError) in try self.end(&state) }
        }
        return try result.get()
    }

    private func append(_ bytes: UnsafeRawBufferPointer, _ state: inout State) throws(FerryError) {
        switch state.mode {
        case .plain: try write(bytes, &state)
        case .dataURI(var decoder):
            state.mode = .plain
            try decode(bytes, &decoder, &state)
            state.mode = .dataURI(decoder)
        case .undecided(var prefix):
            let taken = min(Self.prefixBytes - prefix.count, bytes.count)
            prefix.append(contentsOf: bytes[..<taken])
            state.mode = .undecided(prefix)
            guard prefix.count >= Self.prefixBytes else { return }
            try decide(prefix, &state)
            try append(UnsafeRawBufferPointer(rebasing: bytes[taken...]), &state)
        }
    }

    private func decide(_ prefix: [UInt8], _ state: inout State) throws(FerryError) {
        let isDataURI = DataURIDecoder.looksLikeDataURI(prefix: prefix.prefix(Self.prefixBytes))
        state.mode = isDataURI ? .dataURI(DataURIDecoder(options: options)) : .plain
        let result: Result<Void, FerryError> = prefix.withUnsafeBytes { bytes in
            Result { () throws(FerryError) in try self.append(bytes, &state) }
        }
        try result.get()
    }

    private func decode(
        _ bytes: UnsafeRawBufferPointer, _ decoder: inout DataURIDecoder, _ state: inout State
    ) throws(FerryError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let step = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.stepBytes))
            rest = rest.dropFirst(step.count)
            try writeDecoded(&state, room: decoder.outputCapacity(forInput: step.count)) {
                output throws(DataURIError) in try decoder.decode(step, into: output)
            }
        }
    }

    private func writeDecoded(
        _ state: inout State, room: Int,
        _ decode: (UnsafeMutableRawBufferPointer) throws(DataURIError) -> Int
    ) throws(FerryError) {
        var decoded = state.decoded
        state.decoded = []
        if decoded.count < room { decoded = [UInt8](repeating: 0, count: room) }
        let result: Result<Void, FerryError> = decoded.withUnsafeMutableBytes { output in
            Result { () throws(FerryError) in
                let count: Int
                do throws(DataURIError) { count = try decode(output) } catch { throw error.ferryError }
                try write(UnsafeRawBufferPointer(rebasing: output[..<count]), &state)
            }
        }
        state.decoded = decoded
        try result.get()
    }

    private func write(_ bytes: UnsafeRawBufferPointer, _ state: inout State) throws(FerryError) {
        guard state.bytes + Int64(bytes.count) <= maxBytes else {
            throw FerryError(.sourceTooLarge, "the source has more than \(maxBytes) bytes, the limit")
        }
        state.hash.update(bytes)
        try spool.guarded { () throws(FileFailure) in try file.write(bytes, at: state.bytes) }
        state.bytes += Int64(bytes.count)
        guard state.bytes - state.asked >= Self.writebackBytes else { return }
        file.beginWriteback(from: state.asked)
        state.asked = state.bytes
    }

    private func end(_ state: inout State) throws(FerryError) -> Taken {
        if case .undecided(let prefix) = state.mode { try decide(prefix, &state) }
        var head: DataURIHead?
        if case .dataURI(var decoder) = state.mode {
            state.mode = .plain
            try writeDecoded(&state, room: decoder.outputCapacity(forInput: 0)) {
                output throws(DataURIError) in try decoder.finish(into: output)
            }
            head = decoder.head
        }
        guard state.bytes > 0 else {
            throw head == nil
                ? FerryError(.sourceEmpty, "the source has no bytes")
                : FerryError(.dataURIEmpty, "the data URI has an empty body")
        }
        return Taken(bytes: state.bytes, sha256: state.hash.hex(), head: head)
    }
}
