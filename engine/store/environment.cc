#include "engine/store/environment.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <mutex>

#include "engine/error/propagate.h"

namespace costdb::engine {
namespace {

constexpr std::array<const char*, kTableCount> kTableNames = {
    "meta",    "dictionary_text", "dictionary_code", "head",   "directory",
    "columns", "trace_filter",    "deletions",       "prices",
};
constexpr unsigned kMaximumReaders = 1024;
constexpr int kMapLockSeconds = 10;

MDB_val ToValue(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())};  // NOLINT: LMDB does not write to it.
}

std::string_view ToView(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

Status Failure(int code, std::string_view what) {
  std::string message = fmt::format("{}: {}", what, mdb_strerror(code));
  switch (code) {
    case MDB_MAP_FULL:
      return Status::ResourceExhausted(message);
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
      return Status::Corruption(message);
    default:
      return Status::Io(message);
  }
}

Status OpenFailure(int code, const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code ignored;
  if (code == ENOENT && !folder.empty() && !std::filesystem::is_directory(folder, ignored)) {
    return Status::NotFound(fmt::format("{}: there is no folder {}", path, folder.string()));
  }
  switch (code) {
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
    case MDB_CORRUPTED:
      return Status::Corruption(
          fmt::format("{}: this is not a costdb database (it was left as it is)", path));
    case ENOENT:
      return Status::NotFound(
          fmt::format("{}: no such database; `costdb ingest {} FILE...` creates one", path, path));
    case EACCES:
    case EROFS:
      return Status::Io(fmt::format(
          "{0}: no permission to open the database or to make its lock file {0}-lock", path));
    default:
      return Status::Io(fmt::format("{}: cannot open the database: {}", path, mdb_strerror(code)));
  }
}

// True when the file holds nothing at all: a new one.
bool IsEmpty(MDB_txn* transaction) {
  MDB_dbi main_table = 0;
  MDB_stat statistics;
  return mdb_dbi_open(transaction, nullptr, 0, &main_table) == 0 &&
         mdb_stat(transaction, main_table, &statistics) == 0 && statistics.ms_entries == 0;
}

}  // namespace

Transaction::~Transaction() {
  if (transaction_ != nullptr) mdb_txn_abort(transaction_);
}

Result<std::optional<std::string_view>> Transaction::Get(Table table, std::string_view key) const {
  MDB_val key_value = ToValue(key);
  MDB_val value;
  const int code = mdb_get(transaction_, dbi(table), &key_value, &value);
  if (code == MDB_NOTFOUND) return std::optional<std::string_view>();
  if (code != 0) return Failure(code, "reading the database");
  return std::optional(ToView(value));
}

Status Transaction::Put(Table table, std::string_view key, std::string_view value) {
  MDB_val key_value = ToValue(key);
  MDB_val data = ToValue(value);
  const int code = mdb_put(transaction_, dbi(table), &key_value, &data, 0);
  return code == 0 ? Status::Ok() : Failure(code, "writing the database");
}

Result<char*> Transaction::Reserve(Table table, std::string_view key, std::size_t size) {
  MDB_val key_value = ToValue(key);
  MDB_val data = {size, nullptr};
  const int code = mdb_put(transaction_, dbi(table), &key_value, &data, MDB_RESERVE);
  if (code != 0) return Failure(code, "writing the database");
  return static_cast<char*>(data.mv_data);
}

Status Transaction::Delete(Table table, std::string_view key) {
  MDB_val key_value = ToValue(key);
  const int code = mdb_del(transaction_, dbi(table), &key_value, nullptr);
  return code == 0 || code == MDB_NOTFOUND ? Status::Ok() : Failure(code, "writing the database");
}

Status Transaction::Clear(Table table) {
  const int code = mdb_drop(transaction_, dbi(table), 0);
  return code == 0 ? Status::Ok() : Failure(code, "writing the database");
}

Result<std::uint64_t> Transaction::CountEntries(Table table) const {
  MDB_stat statistics;
  const int code = mdb_stat(transaction_, dbi(table), &statistics);
  if (code != 0) return Failure(code, "reading the database");
  return static_cast<std::uint64_t>(statistics.ms_entries);
}

Status Transaction::Commit() {
  const int code = mdb_txn_commit(std::exchange(transaction_, nullptr));
  return code == 0 ? Status::Ok() : Failure(code, "committing to the database");
}

Result<Transaction::Cursor> Transaction::OpenCursor(Table table) const {
  MDB_cursor* cursor = nullptr;
  const int code = mdb_cursor_open(transaction_, dbi(table), &cursor);
  if (code != 0) return Failure(code, "reading the database");
  return Cursor(cursor);
}

Transaction::Cursor::~Cursor() {
  if (cursor_ != nullptr) mdb_cursor_close(cursor_);
}

Result<bool> Transaction::Cursor::Move(std::string_view key, MDB_cursor_op operation) {
  MDB_val key_value = ToValue(key);
  MDB_val value;
  const int code = mdb_cursor_get(cursor_, &key_value, &value, operation);
  if (code == MDB_NOTFOUND) return false;
  if (code != 0) return Failure(code, "reading the database");
  key_ = ToView(key_value);
  value_ = ToView(value);
  return true;
}

Environment::~Environment() {
  if (environment_ != nullptr) mdb_env_close(environment_);
}

Result<std::unique_ptr<Environment>> Environment::Open(const std::string& path, bool writable,
                                                       std::uint64_t initial_map_bytes) {
  struct stat file {};
  const bool exists = ::stat(path.c_str(), &file) == 0;
  if (path.empty()) return Status::InvalidArgument("the name of the database is empty");
  if (!exists && !writable) return OpenFailure(ENOENT, path);
  if (exists && !writable && file.st_size == 0) {
    return Status::NotFound(
        fmt::format("{}: the file is empty; `costdb ingest {} FILE...` fills it", path, path));
  }
  if (exists && !S_ISREG(file.st_mode)) {
    return Status::InvalidArgument(fmt::format("{}: a database is a regular file", path));
  }
  std::unique_ptr<Environment> result(new Environment(path));
  int code = mdb_env_create(&result->environment_);
  if (code != 0) return OpenFailure(code, path);
  mdb_env_set_maxdbs(result->environment_, kTableCount);
  mdb_env_set_maxreaders(result->environment_, kMaximumReaders);
  const std::uint64_t file_bytes = exists ? static_cast<std::uint64_t>(file.st_size) : 0;
  const unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | (writable ? 0U : unsigned{MDB_RDONLY});
  mdb_env_set_mapsize(result->environment_, std::max(initial_map_bytes, 2 * file_bytes));
  code = mdb_env_open(result->environment_, path.c_str(), flags, 0664);
  if (code != 0) return OpenFailure(code, path);
  COSTDB_RETURN_IF_ERROR(result->CheckNotTruncated());
  int stale_readers = 0;
  mdb_reader_check(result->environment_, &stale_readers);
  COSTDB_RETURN_IF_ERROR(result->OpenTables(writable));
  return result;
}

Status Environment::CheckNotTruncated() const {
  MDB_envinfo info;
  MDB_stat statistics;
  mdb_env_info(environment_, &info);
  mdb_env_stat(environment_, &statistics);
  struct stat file {};
  if (::stat(path_.c_str(), &file) != 0) {
    return Status::Io(fmt::format("{}: {}", path_, std::strerror(errno)));
  }
  const std::uint64_t needed = (std::uint64_t{info.me_last_pgno} + 1) * statistics.ms_psize;
  if (static_cast<std::uint64_t>(file.st_size) < needed) {
    return Status::Corruption(
        fmt::format("{}: the file is cut off: {} bytes of {}", path_, file.st_size, needed));
  }
  return Status::Ok();
}

Status Environment::OpenTables(bool writable) {
  MDB_txn* transaction = nullptr;
  int code = mdb_txn_begin(environment_, nullptr, MDB_RDONLY, &transaction);
  if (code != 0) return OpenFailure(code, path_);
  tables_.fill(kMissingTable);
  std::size_t opened = 0;
  for (; opened < kTableCount && code == 0; ++opened) {
    code = mdb_dbi_open(transaction, kTableNames[opened], 0, &tables_[opened]);
    if (code != 0) tables_[opened] = kMissingTable;
  }
  const bool is_older = code == MDB_NOTFOUND && opened > kRequiredTableCount;
  if (code == MDB_NOTFOUND && writable) {
    mdb_txn_abort(transaction);
    code = mdb_txn_begin(environment_, nullptr, 0, &transaction);
    if (code != 0) return OpenFailure(code, path_);
    // Another program's file is left alone.
    if (!is_older && !IsEmpty(transaction)) code = MDB_INVALID;
    for (std::size_t i = 0; i < kTableCount && code == 0; ++i) {
      code = mdb_dbi_open(transaction, kTableNames[i], MDB_CREATE, &tables_[i]);
    }
  } else if (is_older) {
    code = 0;
  }
  if (code != 0) {
    mdb_txn_abort(transaction);
    // A sub-database of another program, or none at all: LMDB's file, but not ours.
    return OpenFailure(code == MDB_NOTFOUND || code == MDB_INCOMPATIBLE ? MDB_INVALID : code,
                       path_);
  }
  code = mdb_txn_commit(transaction);
  return code == 0 ? Status::Ok() : OpenFailure(code, path_);
}

Status Environment::Remap(std::uint64_t bytes) const {
  const std::unique_lock lock(map_mutex_, std::chrono::seconds(kMapLockSeconds));
  if (!lock.owns_lock()) {
    return Status::ResourceExhausted(
        fmt::format("{}: the map must grow, but a query of this process has been open for {} s",
                    path_, kMapLockSeconds));
  }
  const int code = mdb_env_set_mapsize(environment_, bytes);
  if (code == 0) return Status::Ok();
  return Status::ResourceExhausted(
      fmt::format("{}: cannot map {} bytes: {}", path_, bytes, mdb_strerror(code)));
}

// The lock on the map comes before the transaction: no one may move the map under it.
Result<std::unique_ptr<Transaction>> Environment::Begin(unsigned flags) const {
  MDB_txn* transaction = nullptr;
  std::shared_lock lock(map_mutex_);
  int code = mdb_txn_begin(environment_, nullptr, flags, &transaction);
  if (code == MDB_MAP_RESIZED) {
    lock.unlock();
    COSTDB_RETURN_IF_ERROR(Remap(0));
    lock.lock();
    code = mdb_txn_begin(environment_, nullptr, flags, &transaction);
  }
  if (code != 0) return Failure(code, path_);
  return std::make_unique<Transaction>(transaction, tables_, std::move(lock));
}

Result<std::unique_ptr<Transaction>> Environment::BeginRead() const {
  return Begin(MDB_RDONLY);
}

Result<std::unique_ptr<Transaction>> Environment::BeginWrite(std::uint64_t headroom_bytes) {
  COSTDB_RETURN_IF_ERROR(GrowMap(headroom_bytes));
  return Begin(0);
}

Status Environment::GrowMap(std::uint64_t headroom_bytes) {
  MDB_envinfo info;
  mdb_env_info(environment_, &info);
  const std::uint64_t needed = used_bytes() + headroom_bytes;
  return needed <= info.me_mapsize ? Status::Ok() : Remap(2 * needed);
}

std::uint64_t Environment::used_bytes() const {
  MDB_envinfo info;
  MDB_stat statistics;
  mdb_env_info(environment_, &info);
  mdb_env_stat(environment_, &statistics);
  return (std::uint64_t{info.me_last_pgno} + 1) * statistics.ms_psize;
}

}  // namespace costdb::engine
