import ArgumentParser
import FerryServer
import FerrySessions
import FoundationEssentials
import MediaFerry

/// `mediaferry token`: who may use the service.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Makes, lists and removes the tokens that let clients use the service.",
        discussion: """
            From the first token on the service wants one with every request; a service that runs sees a change within
            two seconds.

              mediaferry token create --scopes read,sessions,media --user u-17
              mediaferry token list
              mediaferry token remove NAME
            """,
        subcommands: [TokenCreateCommand.self, TokenListCommand.self, TokenRemoveCommand.self],
        defaultSubcommand: TokenListCommand.self)
}

/// Where the tokens are; the same for all of `token`.
struct TokenOptions: ParsableArguments {
    @Option(help: .init("The state directory. Default: $XDG_STATE_HOME/mediaferry.", valueName: "dir"))
    var state: String?

    /// Opens the tokens and does something with them; an error ends the command with 1.
    func withTokens(_ body: (any TokenStore) async throws -> Void) async throws {
        do {
            let tokens = try await ServiceTokens(stateDirectory: state ?? Environment().stateDirectory)
            try await body(tokens.store)
        } catch let error as FerryError {
            Console.complain(error)
            throw ExitCode(1)
        }
    }
}

/// `mediaferry token create`.
struct TokenCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Makes a token and prints it, once: the service keeps its hash and nothing else of it.",
        discussion: """
            Scopes: read (sessions, jobs, progress, events), sessions (begin and move sessions, hand answers off), media
            (uploads and recordings), control (pause, resume, retry, cancel), admin (flags, maintenance, monitoring).
            """)

    @Option(help: .init("What it may do, separated by commas.", valueName: "scopes"))
    var scopes: ScopeList

    @Option(help: .init("Whose sessions it may touch; without it those of everybody.", valueName: "id"))
    var user: String?

    @OptionGroup var options: TokenOptions

    func validate() throws {
        if let user, user.isEmpty { throw ValidationError("--user must not be empty") }
    }

    func run() async throws {
        try await options.withTokens { store in
            let now = Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970)
            let secret = TokenSecret(scopes: scopes.scopes, user: user, now: now)
            try await store.add(secret.record)
            Console.output(secret.text)
        }
    }
}

/// `mediaferry token list`.
struct TokenListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists tokens by their names.")

    @Flag(help: "Print one JSON document.")
    var json = false

    @OptionGroup var options: TokenOptions

    private struct Document: Encodable {
        struct Item: Encodable {
            let name: String
            let scopes: [String]
            @Nullable var userId: String?
            let createdAt: Timestamp
        }
        let schema = "mediaferry.tokens/1"
        let tokens: [Item]
    }

    func run() async throws {
        try await options.withTokens { store in
            let items = try await store.tokens().map { token in
                Document.Item(
                    name: token.id, scopes: token.scopes.map(\.rawValue).sorted(), userId: token.userID,
                    createdAt: token.createdAt)
            }
            if json { return try Console.document(Document(tokens: items)) }
            if items.isEmpty { Console.output("no tokens: the service is open to this machine") }
            for item in items {
                let user = item.userId.map(Console.visible) ?? "everybody"
                Console.output("\(item.name)\t\(item.scopes.joined(separator: ","))\t\(user)\t\(item.createdAt)")
            }
        }
    }
}

/// `mediaferry token remove`.
struct TokenRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Forgets a token: whoever has it may do nothing more.")

    @Argument(help: .init("The name of the token, or the token.", valueName: "name"))
    var name: String

    @OptionGroup var options: TokenOptions

    func run() async throws {
        try await options.withTokens { store in
            guard try await store.remove(token: TokenSecret.name(in: name) ?? name) else {
                throw FerryError(.sessionNotFound, "there is no such token", next: "see mediaferry token list")
            }
        }
    }
}

/// Scopes as a flag names them.
struct ScopeList: ExpressibleByArgument {
    let scopes: Set<AccessScope>

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        let scopes = names.compactMap { AccessScope(rawValue: String($0)) }
        guard !scopes.isEmpty, scopes.count == names.count else { return nil }
        self.scopes = Set(scopes)
    }

    static var allValueStrings: [String] { AccessScope.allCases.map(\.rawValue) }
}
