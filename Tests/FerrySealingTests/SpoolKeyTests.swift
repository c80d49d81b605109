import Crypto
import FerryCore
import FerrySealing
import Foundation
import Testing

@Suite struct SpoolKeyTests {
    private static let digits = String(repeating: "0f", count: 32)

    @Test("a key is read as hexadecimal digits and as base64, with white space around it")
    func texts() throws {
        let key = try SpoolKey(text: Self.digits)
        let base64 = Data([UInt8](repeating: 15, count: 32)).base64EncodedString()
        for text in [Self.digits.uppercased(), "  \(Self.digits)\n", base64, "\(base64)\n"] {
            #expect(try SpoolKey(text: text) == key)
        }
    }

    @Test(
        "what is no key is refused without being named",
        arguments: ["", "secret", digits + "0f", String(digits.dropLast()), "zz"])
    func refused(text: String) {
        let error = #expect(throws: FerryError.self) { try SpoolKey(text: text) }
        #expect(error?.code == .storeUnavailable)
        #expect(text.isEmpty || error?.description.contains(text) == false)
    }

    @Test("each file has a key of its own, and the same one again")
    func derived() throws {
        let (key, other) = (try SpoolKey(text: Self.digits), try SpoolKey(text: String(repeating: "10", count: 32)))
        let keys = [
            key.fileKey("a", salt: []), key.fileKey("b", salt: []), key.fileKey("a", salt: [1]),
            other.fileKey("a", salt: []),
        ]
        #expect(Set(keys).count == 4 && key.fileKey("a", salt: []) == keys[0])
        #expect(key.id != other.id && key.id.count == SealedFormat.keyIDBytes)
        // HKDF with SHA-256 as RFC 5869 has it, in two steps of HMAC.
        let extracted = HMAC<SHA256>.authenticationCode(
            for: [UInt8](repeating: 15, count: 32), using: SymmetricKey(data: [1, 2]))
        let expanded = HMAC<SHA256>.authenticationCode(
            for: Array("mediaferry.spool.file/1 name".utf8) + [1], using: SymmetricKey(data: extracted))
        #expect(key.fileKey("name", salt: [1, 2]).revealed == Array(expanded))
    }

    @Test("keys are not seen in what is printed")
    func printed() throws {
        let key = try SpoolKey(text: Self.digits)
        let file = key.fileKey("a", salt: [])
        var text = "\(key) \(file) \([file]) \(MediaKeys(source: file))"
        dump(key, to: &text)
        dump(file, to: &text)
        #expect(!text.contains("15") && !text.contains("0f0f") && !text.contains(String(file.revealed[0]) + ","))
    }
}
