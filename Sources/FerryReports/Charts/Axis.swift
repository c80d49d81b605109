/// What one axis of a chart shows.
public struct Axis: Sendable, Equatable {
    /// What is measured.
    public var title: String
    /// How its figures are written.
    public var format: FigureFormat
    /// Each step of ten has the same length; what is not above zero stands at the lower end.
    public var isLogarithmic: Bool

    /// Describes an axis.
    public init(_ title: String, _ format: FigureFormat, isLogarithmic: Bool = false) {
        self.title = title
        self.format = format
        self.isLogarithmic = isLogarithmic
    }
}
