/// A picture of figures that can stand on a page.
public protocol Chart: Sendable {
    /// One sentence that says what is shown, for those who cannot see it.
    var summary: String { get }

    /// The picture as SVG (W3C SVG 1.1) that needs nothing beside it.
    var svg: String { get }
}
