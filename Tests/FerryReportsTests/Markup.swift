import Foundation
import FoundationXML
import Testing

/// Judges markup by libxml2.
enum Markup {
    private final class Judge: NSObject, XMLParserDelegate {
        var fault: String?
        func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) { fault = "\(error)" }
    }

    static func check(_ text: String) throws {
        let parser = XMLParser(data: Data(text.utf8))
        let judge = Judge()
        parser.delegate = judge
        #expect(parser.parse(), "\(judge.fault ?? "unknown") in \(text.prefix(500))")
    }
}
