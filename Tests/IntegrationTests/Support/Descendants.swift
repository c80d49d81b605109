import Foundation

/// The processes that a process started, by the kernel's own account.
enum Descendants {
    static func of(_ id: pid_t) -> [pid_t] {
        Folder.names("/proc/\(id)/task").flatMap { thread -> [pid_t] in
            let path = "/proc/\(id)/task/\(thread)/children"
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { pid_t($0) }
        }
    }
}
