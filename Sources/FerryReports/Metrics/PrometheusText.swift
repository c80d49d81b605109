/// Metrics in the text format that Prometheus reads (version 0.0.4).
///
/// Families are written in the order they are added, each with its help and its type, and the samples of one stand together,
/// as the format demands.
public struct PrometheusText: Sendable {
    /// The media type of the text.
    public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// The text so far.
    public private(set) var text = ""

    /// Nothing yet.
    public init() {}

    /// A number that only grows; its name ends with `_total`.
    public mutating func counter(_ name: String, _ help: String, _ value: Double) {
        begin(name, help, "counter")
        sample(name, [], value)
    }

    /// A number that only grows, for each value of a label; without values the family is written without samples.
    public mutating func counter(_ name: String, _ help: String, by label: String, _ values: [String: Double]) {
        begin(name, help, "counter")
        for (key, value) in values.sorted(by: { $0.key < $1.key }) { sample(name, [(label, key)], value) }
    }

    /// A number that rises and falls.
    public mutating func gauge(_ name: String, _ help: String, _ value: Double) {
        begin(name, help, "gauge")
        sample(name, [], value)
    }

    /// A distribution.
    ///
    /// - Parameters:
    ///   - buckets: Upper bounds, rising, and how many values were not above each; the bound without end is added.
    ///   - sum: The sum of all values.
    ///   - count: How many values there were.
    public mutating func histogram(
        _ name: String, _ help: String, buckets: [(bound: Double, count: Int)], sum: Double, count: Int
    ) {
        begin(name, help, "histogram")
        for bucket in buckets {
            sample("\(name)_bucket", [("le", Self.number(bucket.bound))], Double(bucket.count))
        }
        sample("\(name)_bucket", [("le", "+Inf")], Double(count))
        sample("\(name)_sum", [], sum)
        sample("\(name)_count", [], Double(count))
    }

    /// A family with its samples; nothing where there are none.
    ///
    /// - Parameter type: `counter`, `gauge` or `untyped`.
    mutating func family(
        _ name: String, _ help: String, _ type: String, _ samples: [(labels: [(String, String)], value: Double)]
    ) {
        guard !samples.isEmpty else { return }
        begin(name, help, type)
        let ordered = samples.sorted { first, second in
            first.labels.lexicographicallyPrecedes(second.labels) { ($0.0, $0.1) < ($1.0, $1.1) }
        }
        for (labels, value) in ordered { sample(name, labels, value) }
    }

    private mutating func begin(_ name: String, _ help: String, _ type: String) {
        let escaped = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        text += "# HELP \(name) \(escaped)\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let inner = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        text += "\(name)\(inner.isEmpty ? "" : "{\(inner)}") \(Self.number(value))\n"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? String(value)
    }
}
