import FerryCore
import Foundation
import Synchronization
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct EncoderPortTests {
        @Test("the ports work on threads of their own")
        func runsPorts() async throws {
            let sample = try Sample("cr_short_300ms_webm.webm")
            let media = MediaFile(fileDescriptor: sample.file.descriptor, layout: sample.layout)
            let encoder = FFmpegEncoder()
            let probe = try await encoder.probe(media, limits: MediaLimits())
            let (output, log) = (try ScratchFile(), try ScratchFile())
            let reports = Mutex<[MediaProgress]>([])
            let result = try await encoder.encode(
                media, into: output.descriptor, log: log.descriptor, task: Tasks.interview(probe), limits: MediaLimits()
            ) { progress in reports.withLock { $0.append(progress) } }
            let rendition = MediaFile(fileDescriptor: output.descriptor, layout: result.layout)
            let check = try await encoder.check(rendition, limits: MediaLimits()) { _ in }
            #expect(check.tracks.first { $0.kind == .video }?.frames == 4)
            #expect(result.versions == FFmpegLibraries.versions)
            #expect(reports.withLock { !$0.isEmpty })
        }

        @Test("cancelling the task ends the work as cancelled")
        func cancels() async throws {
            let sample = try Sample("cr_webm_vp9_opus.webm")
            let media = MediaFile(fileDescriptor: sample.file.descriptor, layout: sample.layout)
            let encoder = FFmpegEncoder()
            let probe = try await encoder.probe(media, limits: MediaLimits())
            let (output, log) = (try ScratchFile(), try ScratchFile())
            let task = Task { () -> FerryError? in
                do throws(FerryError) {
                    _ = try await encoder.encode(
                        media, into: output.descriptor, log: log.descriptor, task: Tasks.interview(probe),
                        limits: MediaLimits()
                    ) { _ in withUnsafeCurrentTask { $0?.cancel() } }
                    return nil
                } catch {
                    return error
                }
            }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
        }

        @Test("FFmpeg has all encoders, says its versions and keeps quiet")
        func isReady() throws {
            FFmpegLibraries.warmUp()
            #expect(FFmpegLibraries.missingEncoders == [])
            #expect(FFmpegLibraries.versions.libavcodec.split(separator: ".").count == 3)
            FFmpegLog.clearThread()
            for _ in 0..<100 { FFmpegLog.keep("noise") }
            #expect(FFmpegLog.threadLines().count == FFmpegLog.capacity)
        }
    }
}
