import Foundation
import Testing

/// How exactly a link keeps its rate.
///
/// That it is never faster is judged always. That it is not slower depends on what else the machine does, so it is judged
/// where `MEDIAFERRY_TEST_ACCURACY` is set, on a machine that does nothing else.
enum Accuracy {
    static let isJudged = ProcessInfo.processInfo.environment["MEDIAFERRY_TEST_ACCURACY"] != nil

    /// Expects a rate in bits a second within five percent of what was asked for.
    static func expect(_ measured: Double, of rate: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        let ratio = measured / rate
        #expect(ratio < 1.05, "\(measured) bits a second", sourceLocation: sourceLocation)
        #expect(ratio > 0.95 || !isJudged, "\(measured) bits a second", sourceLocation: sourceLocation)
    }
}
