import FerryCore

/// What is fuzzed: code of ours that reads bytes of strangers.
///
/// Each target states what must hold for any input and ends the process where it does not.
enum FuzzTarget: String, CaseIterable {
    /// Data URIs, in whatever pieces they come.
    case dataURI
    /// What container a source is, and its structure.
    case containers
    /// The pages of an Ogg stream.
    case ogg
    /// Which bytes of a damaged source are read, and in which order.
    case reading
    /// The pieces of one recording.
    case pieces
    /// The index of an MP4 that is moved to the front.
    case relocation
    /// Frames between the command and its media worker.
    case frames
    /// Messages in those frames.
    case messages
    /// Answers in JSON.
    case answers
    /// Answers as forms.
    case forms

    /// Takes one input.
    func take(_ input: [UInt8]) {
        switch self {
        case .dataURI: DataURIPromises.check(input)
        case .containers: ContainerPromises.check(input)
        case .ogg: OggPromises.check(input)
        case .reading: ReadingPromises.check(input)
        case .pieces: PiecePromises.check(input)
        case .relocation: RelocationPromises.check(input)
        case .frames: FramePromises.check(input)
        case .messages: MessagePromises.check(input)
        case .answers: AnswerPromises.checkJSON(input)
        case .forms: AnswerPromises.checkForm(input)
        }
    }

    /// Ends the process where a promise is broken.
    static func require(_ holds: Bool, _ promise: @autoclosure () -> String) {
        if !holds { fatalError("broken: \(promise())") }
    }
}

/// Cuts of an input: its first bytes say how long the pieces are.
struct FuzzCuts {
    private var lengths: [Int]
    private var next = 0
    /// What is left of the input.
    let rest: ArraySlice<UInt8>

    init(_ input: [UInt8]) {
        let count = min(4, input.count)
        lengths = input[..<count].map { Int($0) + 1 }
        if lengths.isEmpty { lengths = [1] }
        rest = input[count...]
    }

    /// The input in pieces.
    var pieces: [ArraySlice<UInt8>] {
        var cuts = self
        var pieces: [ArraySlice<UInt8>] = []
        var start = rest.startIndex
        while start < rest.endIndex {
            let end = min(rest.endIndex, start + cuts.lengths[cuts.next % cuts.lengths.count])
            cuts.next += 1
            pieces.append(rest[start..<end])
            start = end
        }
        return pieces
    }
}
