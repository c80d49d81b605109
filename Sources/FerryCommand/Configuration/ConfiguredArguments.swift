/// Completes the words of a command line by what the environment and a file say, for options that were not given.
///
/// Words decide before the environment, the environment before the file, the file before built-in defaults.
struct ConfiguredArguments {
    /// What a source of configuration says of an option.
    enum Value: Equatable {
        /// A flag.
        case flag(Bool)
        /// One value, or several for an option that may be given again.
        case texts([String])
    }

    let catalog: OptionCatalog
    /// What is said of an option of a command; `nil` for nothing.
    let value: (_ command: String, _ option: OptionCatalog.Option) throws -> Value?

    /// The words with what was not given put behind the name of the command.
    func completed(_ words: [String]) throws -> [String] {
        guard let command = catalog.command(in: words), let options = catalog.commands[command.name] else {
            return words
        }
        let given = Set(
            words.dropFirst(command.words).prefix { $0 != "--" }.map { String($0.prefix { $0 != "=" }) })
        var added: [String] = []
        for option in options where !option.spellings.contains(where: given.contains) {
            switch try value(command.name, option) {
            case .flag(true): added.append("--\(option.name)")
            case .texts(let texts): for text in texts { added.append("--\(option.name)=\(text)") }
            case .flag(false), nil: break
            }
        }
        return Array(words.prefix(command.words)) + added + Array(words.dropFirst(command.words))
    }
}
