/// The colours of charts, told apart by eyes of every kind (Okabe and Ito, "Color Universal Design", 2008).
enum Palette {
    private static let series = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#999999"]

    /// The colour of the series with this number; they come round again.
    static func color(_ index: Int) -> String { series[((index % series.count) + series.count) % series.count] }

    /// A colour between dark blue and yellow for a share from 0 to 1, and one for text upon it.
    static func heat(_ share: Double) -> (fill: String, text: String) {
        let stops: [(Double, Double, Double)] = [
            (68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37),
        ]
        let place = min(max(share.isFinite ? share : 0, 0), 1) * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        let (a, b, part) = (stops[index], stops[index + 1], place - Double(index))
        let mixed = (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part, a.2 + (b.2 - a.2) * part)
        let fill = "rgb(\(Int(mixed.0)),\(Int(mixed.1)),\(Int(mixed.2)))"
        return (fill, share > 0.55 ? "#111" : "#fff")
    }
}
