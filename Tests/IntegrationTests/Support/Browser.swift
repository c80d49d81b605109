import Foundation

/// A real browser (headless Chromium) that opens a page from a file.
enum Browser {
    private static let program = BuiltProducts.program("chromium") ?? BuiltProducts.program("chromium-browser")

    /// Whether a browser, and a program that reads its pictures, are there.
    static let isPossible = program != nil && BuiltProducts.program("ffmpeg") != nil

    /// What was seen of a page.
    struct View: Sendable {
        /// What the page, or the browser about it, said on the console.
        var console: [String]
        /// The picture's points, three bytes each.
        var points: Data
        /// How wide the picture is.
        var width: Int

        /// How many points have this colour exactly.
        func count(_ color: String) -> Int {
            let wanted = stride(from: 1, to: 7, by: 2).compactMap { offset in
                UInt8(color.dropFirst(offset).prefix(2), radix: 16)
            }
            guard wanted.count == 3 else { return 0 }
            return stride(from: 0, to: points.count - 2, by: 3).count { at in
                points[at] == wanted[0] && points[at + 1] == wanted[1] && points[at + 2] == wanted[2]
            }
        }
    }

    /// Where screenshots stay for whoever looks at a run.
    private static let gallery = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".build-tools/screenshots")

    /// Opens a page in light colours and keeps a picture of it under a name.
    static func open(_ page: String, keptAs name: String, height: Int = 4000) async throws -> View {
        guard let program, let ffmpeg = BuiltProducts.program("ffmpeg") else { throw SystemFailure("chromium", ENOENT) }
        let scratch = try Scratch()
        try FileManager.default.createDirectory(at: gallery, withIntermediateDirectories: true)
        let picture = gallery.appending(path: "\(name).png").path
        let (width, points) = (1000, scratch.path("points.rgb"))
        var environment = Command.environment
        environment["HOME"] = scratch.path
        let run = try await RunResult(
            ChildProcess(
                program,
                [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                    "--force-device-scale-factor=1", "--blink-settings=preferredColorScheme=1",
                    "--window-size=\(width),\(height)", "--screenshot=\(picture)", "--enable-logging=stderr",
                    "--user-data-dir=\(scratch.path("profile"))", "file://\(page)",
                ], environment: environment
            ).ended("the end of the browser"))
        let decoded = try await RunResult(
            ChildProcess(
                ffmpeg,
                ["-nostdin", "-v", "error", "-i", picture, "-f", "rawvideo", "-pix_fmt", "rgb24", points],
                environment: environment
            ).ended("the end of ffmpeg"))
        guard run.code == 0, decoded.code == 0 else { throw SystemFailure("chromium: \(run.errorText)", EIO) }
        return View(
            console: run.errors.filter { $0.contains(":CONSOLE") },
            points: try Data(contentsOf: URL(filePath: points)), width: width)
    }
}
