#ifndef COSTDB_STATUS_H_
#define COSTDB_STATUS_H_

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace costdb {

/// What kind of failure a Status reports. Messages carry the detail; codes are for decisions.
enum class StatusCode {
  kOk,
  kInvalidArgument,    ///< A bad query, option or input; the caller can mend it.
  kNotFound,           ///< A file or a name that does not exist.
  kCorruption,         ///< Stored or received bytes that are not what they claim to be.
  kIo,                 ///< The operating system or the disk refused.
  kResourceExhausted,  ///< A memory, size or map limit was reached.
  kCancelled,          ///< The caller asked to stop.
  kDeadlineExceeded,   ///< A time limit was reached.
  kInternal,           ///< A broken invariant of costdb itself.
};

/// The outcome of an operation that returns nothing else. Cheap to move; thread-compatible.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(StatusCode code, std::string message) : code_(code), message_(std::move(message)) {}

  static Status Ok() { return {}; }
  static Status InvalidArgument(std::string message) {
    return {StatusCode::kInvalidArgument, std::move(message)};
  }
  static Status NotFound(std::string message) {
    return {StatusCode::kNotFound, std::move(message)};
  }
  static Status Corruption(std::string message) {
    return {StatusCode::kCorruption, std::move(message)};
  }
  static Status Io(std::string message) { return {StatusCode::kIo, std::move(message)}; }
  static Status ResourceExhausted(std::string message) {
    return {StatusCode::kResourceExhausted, std::move(message)};
  }
  static Status Cancelled(std::string message) {
    return {StatusCode::kCancelled, std::move(message)};
  }
  static Status Internal(std::string message) {
    return {StatusCode::kInternal, std::move(message)};
  }

  bool ok() const { return code_ == StatusCode::kOk; }
  StatusCode code() const { return code_; }

  /// One or more lines for a person: what is wrong, where, and what to do. Empty when ok.
  const std::string& message() const { return message_; }

 private:
  StatusCode code_ = StatusCode::kOk;
  std::string message_;
};

/// A value, or the reason why there is none. Reading the value of a failed Result is a bug.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}  // NOLINT: implicit on purpose
  Result(Status status) : state_(std::move(status)) {
    assert(!std::get<Status>(state_).ok());
  }  // NOLINT

  bool ok() const { return std::holds_alternative<T>(state_); }
  Status status() const { return ok() ? Status::Ok() : std::get<Status>(state_); }

  T& value() & { return std::get<T>(state_); }
  const T& value() const& { return std::get<T>(state_); }
  T&& value() && { return std::get<T>(std::move(state_)); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<Status, T> state_;
};

}  // namespace costdb

#endif  // COSTDB_STATUS_H_
