import Foundation
import Testing

@testable import FerryCore

/// The tables `fetch/data-urls/resources/*.json` of the web-platform-tests, where a copy stands beside the checkout.
@Suite struct WebPlatformTests {
    private static let folder = URL(filePath: #filePath)
        .appending(path: "../../../../../shared/media/wpt").standardizedFileURL
    private static let isPresent = FileManager.default.fileExists(atPath: folder.path())

    @Test(
        "the tables of base64 texts hold, but for texts without a symbol",
        .enabled(if: isPresent, "the web-platform-tests tables are not beside this checkout"))
    func base64() throws {
        for row in try Self.rows("base64.json") {
            let text = try #require(row[0] as? String)
            let expected = (row[1] as? [Int])?.map(UInt8.init(truncatingIfNeeded:))
            let result = DataURIResult("data:;base64," + text)
            if expected == [] {
                #expect(result.error?.reason == .emptyPayload)
            } else {
                #expect((result.error == nil ? result.bytes : nil) == expected, "\(text.debugDescription)")
            }
        }
    }

    @Test(
        "the table of data URLs holds, but for its one row that is out of date",
        .enabled(if: isPresent, "the web-platform-tests tables are not beside this checkout"))
    func dataURLs() throws {
        for row in try Self.rows("data-urls.json") {
            let text = try #require(row[0] as? String)
            let result = DataURIResult(text)
            guard row.count == 3, let type = row[1] as? String, let bytes = row[2] as? [Int] else {
                #expect(result.error != nil, "\(text)")
                continue
            }
            // The standard and the browsers allow spaces before the marker now; the table's row still has text.
            let isOutOfDate = text == "data:; base64,WA"
            let essence = type.prefix { $0 != ";" }
            #expect(result.essence == (essence.isEmpty ? "text/plain" : String(essence)), "\(text)")
            #expect(result.bytes == (isOutOfDate ? [88] : bytes.map(UInt8.init(truncatingIfNeeded:))), "\(text)")
        }
    }

    private static func rows(_ name: String) throws -> [[Any]] {
        let data = try Data(contentsOf: folder.appending(path: name))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [[Any]])
    }
}
