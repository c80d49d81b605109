import Dispatch
import FerrySessions

extension StoreMeter {
    /// Seconds that only go forward.
    static func seconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

    /// Runs the statements of a call and counts how long they took, also where they fail.
    func timed<Value>(_ body: () throws -> Value) rethrows -> Value {
        let start = Self.seconds()
        defer { query(seconds: Self.seconds() - start) }
        return try body()
    }
}
