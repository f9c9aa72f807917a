#ifndef COSTDB_TESTS_END_TO_END_PROGRAM_H_
#define COSTDB_TESTS_END_TO_END_PROGRAM_H_

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace costdb {

/// A folder of its own for one test, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "costdb-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// A running costdb program whose output goes to files.
class Process {
 public:
  /// Starts `costdb ARGUMENTS...`; standard input is empty unless `input` names a file.
  Process(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
          const std::string& input = "/dev/null") {
    static int number = 0;
    output_ = folder.File("out-" + std::to_string(++number));
    error_ = folder.File("err-" + std::to_string(number));
    pid_ = ::fork();
    if (pid_ == 0) Become(arguments, input);
  }
  ~Process() {
    if (pid_ > 0) Wait();
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Waits for its end: the exit code, or 128 + the signal.
  int Wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  /// Leaves the exit code to Wait.
  bool IsRunning() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
  }
  void Kill(int signal) { ::kill(pid_, signal); }

  std::string output() const { return Read(output_); }
  std::string error() const { return Read(error_); }

 private:
  static std::string Read(const std::string& path) {
    std::string text;
    std::array<char, 4096> buffer{};
    const int file = ::open(path.c_str(), O_RDONLY);
    for (ssize_t size = 0; (size = ::read(file, buffer.data(), buffer.size())) > 0;) {
      text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    ::close(file);
    return text;
  }

  [[noreturn]] void Become(const std::vector<std::string>& arguments, const std::string& input) {
    ::dup2(::open(input.c_str(), O_RDONLY), 0);
    ::dup2(::open(output_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
    ::dup2(::open(error_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
    std::vector<std::string> words = {"costdb"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    ::execv(COSTDB_PROGRAM, pointers.data());
    ::_exit(127);
  }

  pid_t pid_ = -1;
  std::string output_;
  std::string error_;
};

/// What a finished program left behind.
struct Finished {
  int exit_code = 0;
  std::string output;
  std::string error;
};

inline Finished RunProgram(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
                           const std::string& input = "/dev/null") {
  Process process(folder, arguments, input);
  const int exit_code = process.Wait();
  return {exit_code, process.output(), process.error()};
}

}  // namespace costdb

#endif  // COSTDB_TESTS_END_TO_END_PROGRAM_H_
