package import FerryCore
import FerryPipeline

extension SessionID {
    /// A name that never came before.
    package static func make() -> SessionID { SessionID(rawValue: UniqueName.make()) }
}

extension AnswerID {
    /// A name that never came before.
    package static func make() -> AnswerID { AnswerID(rawValue: UniqueName.make()) }
}

extension SubmissionID {
    /// A name that never came before.
    package static func make() -> SubmissionID { SubmissionID(rawValue: UniqueName.make()) }
}

extension JobID {
    /// A name that never came before.
    package static func make() -> JobID { JobID(rawValue: UniqueName.make()) }
}
