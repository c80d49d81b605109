import FerryCore
import Synchronization

/// A file that holds one token, which somebody else renews.
final class TokenFile: Sendable {
    private let path: String
    private let lane = BlockingLane(label: "token", width: 1)
    private let state = Mutex(State())

    private struct State {
        var identity: FileIdentity?
        /// What requests carry.
        var token: Secret?
    }

    init(path: String) { self.path = path }

    /// The token as the file has it now; read only when the file is another.
    func token() async throws(FerryError) -> Secret {
        try await lane.run { () throws(FerryError) in try self.current() }
    }

    /// Whether the file, read anew, holds another token than the one that was refused. Another refusal may have had it
    /// read already.
    func isOther(isRefused: (Secret) -> Bool) async -> Bool {
        let after = try? await lane.run { () throws(FerryError) in
            try self.read(FileStatus.of(path: self.path)?.identity)
        }
        return after.map { !isRefused($0) } ?? false
    }

    private func current() throws(FerryError) -> Secret {
        let identity = FileStatus.of(path: path)?.identity
        if let known = state.withLock({ $0.identity == identity ? $0.token : nil }) { return known }
        return try read(identity)
    }

    private func read(_ identity: FileIdentity?) throws(FerryError) -> Secret {
        guard let text = try CredentialFile.text(path) else { throw CredentialFile.unusable(path, "it is not there") }
        let token = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        guard !token.isEmpty, token.allSatisfy({ $0.isASCII && !$0.isWhitespace && $0 > " " && $0 < "\u{7F}" }) else {
            throw CredentialFile.unusable(path, "it holds no token")
        }
        let secret = Secret(String(token))
        state.withLock { state in
            state.identity = identity
            state.token = secret
        }
        return secret
    }
}
