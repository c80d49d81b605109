import CFerryFFmpeg
import FerryCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns what FFmpeg, the reader and the writer say into the errors of the house.
enum FailureTranslation {
    /// A container that could not be opened.
    static func opening(_ error: FFmpegError, reader: LayoutReader, log: [String]) -> FerryError {
        if let failure = reading(reader) { return failure }
        if log.contains(where: { $0.contains("max_streams") }) {
            return FerryError(.mediaTooManyStreams, "the source has more than \(InputHandle.hardTrackLimit) tracks")
        }
        if error.call == "avformat_open_input", error.code == ferry_error_eof {
            return FerryError(.mediaEmptyRecording, "the recording ends before its first track")
        }
        return FerryError(.mediaNotMedia, "the container cannot be read (\(error))")
    }

    /// Any other failure of work on media.
    static func working(_ error: FFmpegError, reader: LayoutReader?, writer: OutputWriter?) -> FerryError {
        if let failure = writer.flatMap(writing) ?? reader.flatMap(reading) { return failure }
        return switch error.code {
        case ferry_error_exit: FerryError(.cancelled, "the work was called off")
        case ferry_error_no_memory:
            FerryError(.mediaWorkerStopped, "the work needs more memory than it may use (\(error))")
        case ferry_error_not_found where error.call.hasPrefix("avcodec_find_encoder_by_name"):
            FerryError(
                .mediaWorkerStopped, "this FFmpeg lacks an encoder that the preset needs (\(error))",
                next:
                    "install an FFmpeg that has it, or choose another preset; `mediaferry doctor` lists what is missing"
            )
        case ferry_error_not_found:
            FerryError(.mediaNotMedia, "this FFmpeg lacks a codec that the work needs (\(error))")
        default: FerryError(.mediaNotMedia, "the media cannot be worked on (\(error))")
        }
    }

    /// What stopped the reader, if anything did.
    static func reading(_ reader: LayoutReader) -> FerryError? {
        if reader.failure != 0 {
            return FerryError(.sourceUnreadable, "the source cannot be read: \(text(reader.failure))")
        }
        return reader.missingFrom.map {
            FerryError(.sourceChanged, "the source ends at byte \($0) of \(reader.length)", offset: $0)
        }
    }

    /// What stopped the writer, if anything did.
    private static func writing(_ writer: OutputWriter) -> FerryError? {
        if writer.passedLimit {
            return FerryError(.mediaWorkerStopped, "the rendition would be larger than its limit")
        }
        switch writer.failure {
        case 0: return nil
        case EFBIG: return FerryError(.mediaWorkerStopped, "the rendition would be larger than its limit")
        default:
            return FerryError(.spoolFull, "the rendition cannot be written: \(text(writer.failure))")
        }
    }

    private static func text(_ number: Int32) -> String { String(cString: strerror(number)) }
}
