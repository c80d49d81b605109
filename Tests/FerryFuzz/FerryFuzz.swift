import FerryCore
import FoundationEssentials
import Glibc

#if FUZZING
    /// The target that the variable `FERRY_FUZZ_TARGET` names.
    private let target = FuzzTarget(rawValue: getenv("FERRY_FUZZ_TARGET").map { String(cString: $0) } ?? "") ?? .dataURI

    /// libFuzzer hands over an input.
    @_cdecl("LLVMFuzzerTestOneInput") public func takeOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        target.take(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
    }
#else
    /// Takes files, each as one input: `FerryFuzz TARGET FILE...`; or writes inputs to begin with: `--seeds TARGET FOLDER`.
    @main
    enum FerryFuzz {
        static func main() {
            var arguments = CommandLine.arguments.dropFirst()
            let writesSeeds = arguments.first == "--seeds"
            if writesSeeds { arguments = arguments.dropFirst() }
            guard let name = arguments.first, let target = FuzzTarget(rawValue: name) else {
                print("usage: FerryFuzz \(FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")) FILE...")
                exit(64)
            }
            if writesSeeds { return write(FuzzSeeds.inputs(of: target), to: arguments.last ?? ".") }
            for path in arguments.dropFirst() {
                guard let data = FileManager.default.contents(atPath: path) else { exit(66) }
                target.take([UInt8](data))
            }
        }

        private static func write(_ inputs: [[UInt8]], to folder: String) {
            for (number, input) in inputs.enumerated() {
                guard FileManager.default.createFile(atPath: "\(folder)/seed-\(number)", contents: Data(input)) else {
                    exit(73)
                }
            }
        }
    }
#endif
