import Foundation
import Testing

@testable import FerryCore

@Suite struct DataURICasesTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Answer: Decodable, Sendable {
            var hex: String?
            var type: String?
            var reject: String?
        }
        var id: String
        var uri: String
        var answers: [Answer]
        var testDescription: String { id }

        private enum CodingKeys: String, CodingKey {
            case id
            case uri
            case answers = "any_of"
        }
    }

    static let cases: [Case] = {
        guard let bytes = try? Resource.bytes("DataURI/cases.json") else { return [] }
        return (try? JSONDecoder().decode([Case].self, from: Data(bytes))) ?? []
    }()

    @Test("the table of cases is there") func table() {
        #expect(Self.cases.count == 39)
    }

    @Test("a case is answered as its table says, however it is cut", arguments: cases)
    func answer(_ sample: Case) {
        let whole = DataURIResult(sample.uri)
        #expect(sample.answers.contains { Self.meets(whole, $0) }, "\(whole)")
        let text = Array(sample.uri.utf8)
        #expect(DataURIResult(text.map { [$0] }) == whole)
        for cut in 0...text.count {
            #expect(DataURIResult([Array(text[..<cut]), [], Array(text[cut...])]) == whole, "cut at \(cut)")
        }
    }

    private static func meets(_ result: DataURIResult, _ answer: Case.Answer) -> Bool {
        if let reject = answer.reject {
            return result.error?.ferryError.code == codes[reject]
        }
        return result.error == nil && result.essence == answer.type
            && result.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == answer.hex
    }

    private static let codes: [String: FerryError.Code] = [
        "bad-base64": .dataURIBadBase64, "empty": .dataURIEmpty, "no-comma": .dataURINoComma,
        "not-a-data-uri": .dataURINotADataURI,
    ]
}
