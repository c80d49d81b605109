import Mustache

/// A page of figures, tables and charts in one HTML file that loads nothing and runs nothing.
///
/// Every text is escaped. A policy in the page (W3C CSP level 3) forbids scripts and whatever is not in the page itself.
public struct ReportPage: Sendable {
    /// A figure with its name, set large.
    public struct Figure: Sendable, Equatable {
        /// What was measured.
        public var name: String
        /// How much, as text.
        public var value: String

        /// Describes a figure.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A part of the page under its own head.
    public struct Section: Sendable {
        /// What stands in it.
        public enum Content: Sendable {
            /// Sentences.
            case text(String)
            /// Figures side by side.
            case figures([Figure])
            /// A picture.
            case chart(any Chart)
            /// Rows.
            case table(ReportTable)
        }

        /// What the part is about.
        public var title: String
        /// What stands in it, in order.
        public var content: [Content]

        /// Describes a part.
        public init(_ title: String, _ content: [Content]) {
            self.title = title
            self.content = content
        }
    }

    /// What the page is about.
    public var title: String
    /// One line below it: when, where, with what.
    public var subtitle: String
    /// Its parts, in order.
    public var sections: [Section]

    /// Describes a page.
    public init(title: String, subtitle: String, sections: [Section]) {
        self.title = title
        self.subtitle = subtitle
        self.sections = sections
    }

    /// The page as HTML (WHATWG HTML), UTF-8.
    public var html: String { PageTemplate.render(self) }
}
