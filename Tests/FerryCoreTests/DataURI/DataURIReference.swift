@testable import FerryCore

/// A second decoder, written for clearness only: the whole text at once, with regular expressions and lists.
///
/// It knows nothing of limits; its texts are short.
struct DataURIReference {
    let text: [UInt8]
    let spacesArePlus: Bool

    private typealias Pair = (byte: UInt8, offset: Int)

    // Bytes above 0x7F are mapped to U+0100 and up, so that no expression can meet them by accident.
    private static let token = "[!$%&'*+\\-.^_`|~0-9A-Za-z]"
    private static let value = "[ !$-:<-~]*"
    private static let quotable = "[ !$-\\[\\]-~\\u{180}-\\u{1FF}]"
    private static let quoted = " *\"(?:\(quotable)|\\\\(?:\(quotable)|[\"\\\\]))*\" *"
    private static let name = "(?:(?!base64)\(token)+|base64(?==))"
    private static let parameter = "; *(?:(?:\(name)=(?:\(value)|\(quoted)))|\(name)|base64 *)?"
    private static let type = " *(?:\(token)+/\(token)+ *|\(token)*)(?:\(parameter))*"
    private static let recording = " *(?:audio|video)/\(token)+ *(?:\(parameter))*"
    private static let openQuote = "; *\(name)= *\"(?:\(quotable)|\\\\(?:\(quotable)|[\"\\\\]))*\\\\?"
    private static let openMarker = "; *(?:b|ba|bas|base|base6|base64 *)?"

    func decode() -> DataURIResult {
        if text.isEmpty { return DataURIResult(error: DataURIError(.emptyInput, at: 0)) }
        var start = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < text.count, [9, 10, 12, 13, 32].contains(text[start]) { start += 1 }
        for (index, wanted) in "data:".utf8.enumerated() {
            let byte = start + index < text.count ? text[start + index] : nil
            guard let byte, lower(byte) == wanted else {
                return DataURIResult(error: DataURIError(.notADataURI, at: Int64(start + index)))
            }
        }
        return decode(after: start + 5)
    }

    private func decode(after start: Int) -> DataURIResult {
        let pairs = text.enumerated().dropFirst(start).map { (byte: $1, offset: $0) }
            .filter { ![9, 10, 13].contains($0.byte) }
        let line = string(pairs)
        guard let comma = commaIndex(pairs, line) else {
            if let sign = pairs.first(where: { $0.byte == 0x23 }) { return fail(.noComma, sign.offset) }
            let whole = matches(line, "(?:\(Self.type)(?:\(Self.openQuote))?| *\(Self.token)+/)")
            return fail(whole ? .truncatedHead : .noComma, text.count)
        }
        if comma == Self.cutOff { return fail(.truncatedHead, text.count) }
        let head = String(line.prefix(comma))
        if head.hasPrefix("//"), head.contains(":") { return fail(.notADataURI, start) }
        let marker = matches(head, "(?s).*; *base64 *")
        let essence = marker ? String(head[..<(head.lastIndex(of: ";") ?? head.endIndex)]) : head
        let body = text.enumerated().dropFirst(pairs[comma].offset + 1).map { (byte: $1, offset: $0) }
        return marker ? base64(body, self.essence(essence)) : percent(body, self.essence(essence))
    }

    private static let cutOff = -1

    /// The index of the comma that ends the head, or `cutOff`.
    private func commaIndex(_ pairs: [Pair], _ line: String) -> Int? {
        let commas = pairs.indices.filter { pairs[$0].byte == 0x2C }
        let sign = pairs.firstIndex { $0.byte == 0x23 } ?? pairs.endIndex
        guard let first = commas.first, first < sign else { return nil }
        for comma in commas where matches(String(line.prefix(comma)), "\(Self.recording); *base64 *") { return comma }
        // The shortest beginning that no well-formed head has decides for the first comma; else the text may be cut off.
        guard matches(line, "\(Self.recording)(?:\(Self.openQuote))?") else { return first }
        if matches(line, "\(Self.recording)\(Self.openQuote)") { return Self.cutOff }
        if matches(line, "\(Self.recording)\(Self.openMarker)") { return Self.cutOff }
        let listed = line.dropFirst(first + 1)
        let codecs = contains(line, "; *codecs=") && !contains(line, "; *base64 *;")
        return codecs && matches(String(listed), "(?:(?!%)\(Self.token)|[, ;=\"])*") ? Self.cutOff : first
    }

    private func base64(_ body: [Pair], _ essence: String) -> DataURIResult {
        var plain: [Pair] = []
        var index = 0
        var broken: DataURIResult?
        while index < body.count {
            guard body[index].byte == 0x25 else {
                plain.append((body[index].byte == 0x20 && spacesArePlus ? 0x2B : body[index].byte, body[index].offset))
                index += 1
                continue
            }
            let digits = String(decoding: body[(index + 1)...].prefix(2).map(\.byte), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let byte = UInt8(digits, radix: 16) else {
                broken = fail(.brokenEscape, body[index].offset)
                break
            }
            plain.append((byte, body[index].offset))
            index += 3
        }
        plain.removeAll { [9, 10, 12, 13, 32].contains($0.byte) }
        if let error = firstFault(plain) { return error }
        return broken ?? bytes(of: plain, essence)
    }

    private func firstFault(_ plain: [Pair]) -> DataURIResult? {
        let pad = plain.firstIndex { $0.byte == 0x3D } ?? plain.endIndex
        for (index, pair) in plain.enumerated() {
            let isSymbol = Self.alphabet.contains(lower(pair.byte)) || Self.alphabet.contains(pair.byte)
            if !isSymbol, pair.byte != 0x3D { return fail(.outsideAlphabet(pair.byte), pair.offset) }
            guard index >= pad else { continue }
            if isSymbol { return fail(.afterPadding(pair.byte), pair.offset) }
            if pad % 4 < 2 { return fail(.misplacedPadding, pair.offset) }
            if index - pad >= 4 - pad % 4 { return fail(.afterPadding(0x3D), pair.offset) }
        }
        return nil
    }

    private func bytes(of plain: [Pair], _ essence: String) -> DataURIResult {
        let symbols = plain.filter { $0.byte != 0x3D }
        if symbols.count < plain.count, plain.count % 4 != 0 { return fail(.halfPadding, text.count) }
        if symbols.count % 4 == 1 { return fail(.impossibleLength, text.count) }
        if symbols.isEmpty { return fail(.emptyPayload, text.count) }
        var bits: [Bool] = []
        for symbol in symbols {
            let byte = symbol.byte == 0x2D ? 0x2B : symbol.byte == 0x5F ? 0x2F : symbol.byte
            let value = Self.values.firstIndex(of: byte) ?? 0
            bits += (0..<6).map { value >> (5 - $0) & 1 == 1 }
        }
        let decoded = (0..<bits.count / 8).map { byte in
            bits[(byte * 8)..<(byte * 8 + 8)].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        return DataURIResult(essence: essence, isBase64: true, bytes: decoded)
    }

    private static let values = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let alphabet = Set("abcdefghijklmnopqrstuvwxyz0123456789+/-_".utf8)

    private func percent(_ body: [Pair], _ essence: String) -> DataURIResult {
        let kept = body.map(\.byte).filter { ![9, 10, 13].contains($0) }.prefix { $0 != 0x23 }
        var rest = Array(kept)[...]
        var decoded: [UInt8] = []
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == 0x25, digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit),
                let value = UInt8(digits, radix: 16)
            {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        if decoded.isEmpty { return fail(.emptyPayload, text.count) }
        return DataURIResult(essence: essence, isBase64: false, bytes: decoded)
    }

    private func essence(_ head: String) -> String {
        let type = String(head.prefix { $0 != ";" }.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        let escaped = type.unicodeScalars.map { scalar in
            let byte = scalar.value >= 0x100 ? scalar.value - 0x100 : scalar.value
            guard byte < 0x20 || byte > 0x7E else { return String(scalar).lowercased() }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        return matches(escaped, "\(Self.token)+/\(Self.token)+") ? escaped : "text/plain"
    }

    private func fail(_ reason: DataURIError.Reason, _ offset: Int) -> DataURIResult {
        DataURIResult(error: DataURIError(reason, at: Int64(offset)))
    }

    private func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 32 : byte }

    private func string(_ pairs: [Pair]) -> String {
        var string = String.UnicodeScalarView()
        for pair in pairs {
            string.append(Unicode.Scalar(UInt32(pair.byte) + (pair.byte > 0x7F ? 0x100 : 0)) ?? " ")
        }
        return String(string)
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        (try? Self.expression(pattern).wholeMatch(in: text)) != nil
    }

    private func contains(_ text: String, _ pattern: String) -> Bool {
        (try? Self.expression(pattern).firstMatch(in: text)) != nil
    }

    private static func expression(_ pattern: String) throws -> Regex<AnyRegexOutput> {
        try Regex(pattern).ignoresCase().matchingSemantics(.unicodeScalar)
    }
}
