#include "engine/store/environment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include "engine/error/propagate.h"
#include "engine/store/lock_file.h"

namespace costdb::engine {
namespace {

constexpr std::array<const char*, kTableCount> kTableNames = {
    "meta",      "dictionary_text", "dictionary_code", "head",   "directory",
    "columns",   "trace_filter",    "deletions",       "prices", "text_chunks",
    "code_runs", "preaggregates",   "trace_runs",
};
constexpr unsigned kMaximumReaders = 1024;
constexpr std::chrono::seconds kMovePatience(10);
constexpr int kLooksAtShortFile = 10;
constexpr std::chrono::milliseconds kShortFilePatience(10);
constexpr int kBeginTries = 16;
// What initializing a new file needs, and more.
constexpr std::uint64_t kCreationBytes = std::uint64_t{1} << 20;

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
    case MDB_READERS_FULL:
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

Status NoDatabase(const std::string& path) {
  return Status::Corruption(
      fmt::format("{}: this is not a costdb database (it was left as it is)", path));
}

Status EmptyFile(const std::string& path) {
  return Status::NotFound(
      fmt::format("{}: the file is empty; `costdb ingest {} FILE...` fills it", path, path));
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
    case MDB_INCOMPATIBLE:  // A table of another program.
      return NoDatabase(path);
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

// Whether the file begins as LMDB's do: a page header, then a magic number. Asked before LMDB makes
// its lock file beside it.
bool BeginsAsDatabase(const std::string& path) {
  constexpr std::size_t kMagicOffset = 16;
  constexpr std::uint32_t kMagic = 0xBEEFC0DE;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return true;  // LMDB says why it cannot be opened.
  std::uint32_t magic = 0;
  const ssize_t bytes = ::pread(descriptor, &magic, sizeof magic, kMagicOffset);
  ::close(descriptor);
  return bytes == static_cast<ssize_t>(sizeof magic) && magic == kMagic;
}

// LMDB copies the roots of snapshot n from a page that commit n + 2 overwrites, and does not look
// whether that happened meanwhile: the transaction would show n + 2 and call it n, and the next
// one might show n + 1. While n is the newest commit, no one has begun to overwrite its page.
bool IsOfNewestCommit(MDB_env* environment, MDB_txn* transaction) {
  MDB_envinfo info;
  return mdb_env_info(environment, &info) == 0 && info.me_last_txnid <= mdb_txn_id(transaction);
}

// Begins to read what is committed now. A writer that was killed in the midst of a commit leaves a
// newer one in the file that is not in force: then every try looks late, and the last one holds.
int BeginReading(MDB_env* environment, MDB_txn** transaction) {
  for (int tries = 1;; ++tries) {
    const int code = mdb_txn_begin(environment, nullptr, MDB_RDONLY, transaction);
    if (code != 0 || tries == kBeginTries || IsOfNewestCommit(environment, *transaction)) {
      return code;
    }
    mdb_txn_abort(*transaction);
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

std::string_view TableName(Table table) {
  return kTableNames[static_cast<std::size_t>(table)];
}

Transaction::~Transaction() {
  if (transaction_ != nullptr) mdb_txn_abort(transaction_);
  environment_.gate_.Leave();
}

const std::string& Transaction::path() const {
  return environment_.path();
}

MDB_dbi Transaction::dbi(Table table) const {
  return environment_.tables_[static_cast<std::size_t>(table)];
}

Status Transaction::Failed(int code, std::string_view doing, Table table) const {
  if (code == MDB_MAP_FULL) is_map_full_ = true;
  return Failure(code, fmt::format("{}: {} the table {}", path(), doing, TableName(table)));
}

Result<std::optional<std::string_view>> Transaction::Get(Table table, std::string_view key) const {
  MDB_val key_value = ToValue(key);
  MDB_val value;
  const int code = mdb_get(transaction_, dbi(table), &key_value, &value);
  if (code == MDB_NOTFOUND) return std::optional<std::string_view>();
  if (code != 0) return Failed(code, "reading", table);
  return std::optional(ToView(value));
}

Status Transaction::Put(Table table, std::string_view key, std::string_view value) {
  MDB_val key_value = ToValue(key);
  MDB_val data = ToValue(value);
  const int code = mdb_put(transaction_, dbi(table), &key_value, &data, 0);
  return code == 0 ? Status::Ok() : Failed(code, "writing", table);
}

Status Transaction::Delete(Table table, std::string_view key) {
  MDB_val key_value = ToValue(key);
  const int code = mdb_del(transaction_, dbi(table), &key_value, nullptr);
  return code == 0 || code == MDB_NOTFOUND ? Status::Ok() : Failed(code, "deleting from", table);
}

Status Transaction::Clear(Table table) {
  const int code = mdb_drop(transaction_, dbi(table), 0);
  return code == 0 ? Status::Ok() : Failed(code, "clearing", table);
}

Result<std::uint64_t> Transaction::CountEntries(Table table) const {
  MDB_stat statistics;
  const int code = mdb_stat(transaction_, dbi(table), &statistics);
  if (code != 0) return Failed(code, "reading", table);
  return static_cast<std::uint64_t>(statistics.ms_entries);
}

Result<std::uint64_t> Transaction::PageBytes(Table table) const {
  if (!Has(table)) return std::uint64_t{0};
  MDB_stat statistics;
  const int code = mdb_stat(transaction_, dbi(table), &statistics);
  if (code != 0) return Failed(code, "reading", table);
  const std::uint64_t pages = std::uint64_t{statistics.ms_branch_pages} + statistics.ms_leaf_pages +
                              statistics.ms_overflow_pages;
  return pages * statistics.ms_psize;
}

Status Transaction::Commit() {
  const int code = mdb_txn_commit(std::exchange(transaction_, nullptr));
  if (code == 0) return Status::Ok();
  if (code == MDB_MAP_FULL) is_map_full_ = true;
  return Failure(code, path() + ": committing");
}

Result<Transaction::Cursor> Transaction::OpenCursor(Table table) const {
  MDB_cursor* cursor = nullptr;
  const int code = mdb_cursor_open(transaction_, dbi(table), &cursor);
  if (code != 0) return Failed(code, "reading", table);
  return Cursor(*this, table, cursor);
}

Transaction::Cursor::~Cursor() {
  if (cursor_ != nullptr) mdb_cursor_close(cursor_);
}

Result<bool> Transaction::Cursor::Move(std::string_view key, MDB_cursor_op operation) {
  MDB_val key_value = ToValue(key);
  MDB_val value;
  const int code = mdb_cursor_get(cursor_, &key_value, &value, operation);
  if (code == MDB_NOTFOUND) return false;
  if (code != 0) return transaction_.Failed(code, "reading", table_);
  key_ = ToView(key_value);
  value_ = ToView(value);
  return true;
}

Environment::~Environment() {
  if (environment_ != nullptr) mdb_env_close(environment_);
}

Result<std::unique_ptr<Environment>> Environment::Open(const std::string& path, bool writable,
                                                       std::uint64_t initial_map_bytes,
                                                       const Work& initialize) {
  struct stat file {};
  const bool exists = ::stat(path.c_str(), &file) == 0;
  if (path.empty()) return Status::InvalidArgument("the name of the database is empty");
  if (!exists && !writable) return OpenFailure(ENOENT, path);
  if (exists && !writable && file.st_size == 0) return EmptyFile(path);
  if (exists && !S_ISREG(file.st_mode)) {
    return Status::InvalidArgument(fmt::format("{}: a database is a regular file", path));
  }
  if (exists && file.st_size > 0 && !BeginsAsDatabase(path)) return OpenFailure(MDB_INVALID, path);
  std::unique_ptr<Environment> result(new Environment(path));
  const std::uint64_t file_bytes = exists ? static_cast<std::uint64_t>(file.st_size) : 0;
  COSTDB_RETURN_IF_ERROR(result->OpenFile(writable, std::max(initial_map_bytes, 2 * file_bytes)));
  COSTDB_RETURN_IF_ERROR(result->CheckNotTruncated());
  result->ClearStaleReaders();
  COSTDB_RETURN_IF_ERROR(result->OpenTables(writable, initialize));
  return result;
}

Status Environment::OpenFile(bool writable, std::uint64_t map_bytes) {
  unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | (writable ? 0U : unsigned{MDB_RDONLY});
  for (;;) {
    int code = mdb_env_create(&environment_);
    if (code != 0) return OpenFailure(code, path_);
    mdb_env_set_maxdbs(environment_, kTableCount);
    mdb_env_set_maxreaders(environment_, kMaximumReaders);
    mdb_env_set_mapsize(environment_, map_bytes);
    code = mdb_env_open(environment_, path_.c_str(), flags, 0664);
    if (code == 0) {
      // On a read-only file system LMDB goes without locks by itself. Others may see it writable.
      if (!writable && ::access(path_.c_str(), W_OK) != 0 && errno == EROFS) is_locked_ = false;
      return Status::Ok();
    }
    const bool may_be_the_lock = code == EACCES || code == EROFS;
    if (writable || !is_locked_ || !may_be_the_lock) return OpenFailure(code, path_);
    mdb_env_close(std::exchange(environment_, nullptr));
    is_locked_ = false;
    flags |= MDB_NOLOCK;
  }
}

// A file may be too short for a moment, until its writer has filled it up.
Status Environment::CheckNotTruncated() const {
  for (int tries = 0; MissingBytesInside() > 0; ++tries) {
    if (tries == kLooksAtShortFile) {
      const std::uint64_t needed = UsedBytesInside();
      return Status::Corruption(fmt::format("{}: the file is cut off: {} bytes of {}", path_,
                                            needed - MissingBytesInside(), needed));
    }
    std::this_thread::sleep_for(kShortFilePatience);
  }
  return Status::Ok();
}

std::uint64_t Environment::MissingBytesInside() const {
  int file = -1;
  struct stat status {};
  if (mdb_env_get_fd(environment_, &file) != 0 || ::fstat(file, &status) != 0) return 0;
  const std::uint64_t used = UsedBytesInside();
  const auto bytes = static_cast<std::uint64_t>(status.st_size);
  return bytes < used ? used - bytes : 0;
}

// LMDB never writes pages that one transaction takes and gives back. Where they are the last ones,
// the file ends before them and would look cut off. What fails here fails no one: the file is
// whole.
void Environment::FillUp() const {
  gate_.Enter();
  const bool is_short = !is_map_lost_ && MissingBytesInside() > 0;
  gate_.Leave();
  if (!is_short) return;
  const auto lock = BeginWrite(0);  // Else it might cut off what another process writes.
  int file = -1;
  if (!lock.ok() || MissingBytesInside() == 0) return;
  if (mdb_env_get_fd(environment_, &file) != 0) return;
  [[maybe_unused]] const int ignored = ::ftruncate(file, static_cast<off_t>(UsedBytesInside()));
}

int Environment::OpenEachTable(Transaction& transaction, unsigned flags) {
  tables_.fill(kMissingTable);
  for (std::size_t i = 0; i < kTableCount; ++i) {
    const int code = mdb_dbi_open(transaction.transaction_, kTableNames[i], flags, &tables_[i]);
    if (code == 0) continue;
    tables_[i] = kMissingTable;
    return code;
  }
  return 0;
}

// True after OpenEachTable of a file that an older costdb made.
bool Environment::LacksNewTables() const {
  return std::find(tables_.begin(), tables_.begin() + kRequiredTableCount, kMissingTable) ==
         tables_.begin() + kRequiredTableCount;
}

Status Environment::OpenTables(bool writable, const Work& initialize) {
  {
    COSTDB_ASSIGN_OR_RETURN(const auto transaction, BeginRead());
    const int code = OpenEachTable(*transaction, 0);
    if (code == 0) return transaction->Commit();
    if (code != MDB_NOTFOUND) return OpenFailure(code, path_);
    if (!writable) {
      if (LacksNewTables()) return transaction->Commit();
      return IsEmpty(transaction->transaction_) ? EmptyFile(path_) : NoDatabase(path_);
    }
  }
  return Write(kCreationBytes, [&](Transaction& transaction) -> Status {
    // Another process may have made the tables since.
    int code = OpenEachTable(transaction, 0);
    if (code == 0) return Status::Ok();
    const bool is_older = code == MDB_NOTFOUND && LacksNewTables();
    // Another program's file; leave it alone.
    if (code == MDB_NOTFOUND && !is_older && !IsEmpty(transaction.transaction_)) {
      return NoDatabase(path_);
    }
    if (code == MDB_NOTFOUND) code = OpenEachTable(transaction, MDB_CREATE);
    if (code != 0) return OpenFailure(code, path_);
    return is_older ? Status::Ok() : initialize(transaction);
  });
}

Status Environment::Remap(std::uint64_t bytes) const {
  int code = 0;
  const bool has_moved = gate_.Move(kMovePatience, [&] {
    code = mdb_env_set_mapsize(environment_, bytes);
    // LMDB gave up the old map before it failed to make a new one.
    if (code != 0 && code != EINVAL) is_map_lost_ = true;
  });
  if (!has_moved) {
    return Status::ResourceExhausted(
        fmt::format("{}: the map must grow, but a query or a transaction of this process has been "
                    "open for {} s",
                    path_, kMovePatience.count()));
  }
  if (code == 0) return Status::Ok();
  return Status::ResourceExhausted(
      fmt::format("{}: cannot map {} bytes: {}", path_, bytes, mdb_strerror(code)));
}

Result<std::unique_ptr<Transaction>> Environment::BeginRead() const {
  return BeginRead(/*is_beside=*/false);
}

Result<std::unique_ptr<Transaction>> Environment::BeginRead(const Transaction& /*other*/) const {
  return BeginRead(/*is_beside=*/true);
}

Result<std::unique_ptr<Transaction>> Environment::BeginRead(bool is_beside) const {
  if (!is_locked_) COSTDB_RETURN_IF_ERROR(CheckNoOneHasOpen(path_));
  bool has_cleared = false;
  for (;;) {
    is_beside ? gate_.EnterBeside() : gate_.Enter();
    MDB_txn* transaction = nullptr;
    const int code = is_map_lost_ ? EFAULT : BeginReading(environment_, &transaction);
    if (code == 0) {
      std::unique_ptr<Transaction> begun(new Transaction(*this, transaction));
      if (check_) COSTDB_RETURN_IF_ERROR(check_(*begun));
      return begun;
    }
    gate_.Leave();
    if (code == MDB_MAP_RESIZED && !is_beside) {
      COSTDB_RETURN_IF_ERROR(Remap(0));
    } else if (code == MDB_READERS_FULL && !std::exchange(has_cleared, true)) {
      ClearStaleReaders();
    } else if (code == MDB_READERS_FULL) {
      return Status::ResourceExhausted(
          fmt::format("{}: all {} places for readers are taken; too many queries at once", path_,
                      kMaximumReaders));
    } else {
      return Failure(code, path_ + ": beginning to read");
    }
  }
}

// The room is measured with the lock held: before, another process might take it.
Result<std::unique_ptr<Transaction>> Environment::BeginWrite(std::uint64_t headroom_bytes) const {
  for (;;) {
    gate_.BeginWaitForLock();
    MDB_txn* transaction = nullptr;
    const int code = is_map_lost_ ? EFAULT : mdb_txn_begin(environment_, nullptr, 0, &transaction);
    gate_.EndWaitForLock(code == 0);
    if (code == MDB_MAP_RESIZED) {
      COSTDB_RETURN_IF_ERROR(Remap(0));
      continue;
    }
    if (code != 0) return Failure(code, path_ + ": beginning to write");
    std::unique_ptr<Transaction> begun(new Transaction(*this, transaction));
    const std::uint64_t needed = UsedBytesInside() + headroom_bytes;
    if (needed <= MapBytesInside()) return begun;
    begun.reset();
    COSTDB_RETURN_IF_ERROR(Remap(2 * needed));
  }
}

Status Environment::Write(std::uint64_t headroom_bytes, const Work& work) {
  for (;;) {
    Status status;
    bool is_map_full = false;
    {
      COSTDB_ASSIGN_OR_RETURN(const auto transaction, BeginWrite(headroom_bytes));
      if (check_) status = check_(*transaction);
      if (status.ok()) status = work(*transaction);
      if (status.ok()) status = transaction->Commit();
      is_map_full = transaction->is_map_full_;
    }
    if (!is_map_full) {
      if (status.ok()) FillUp();
      return status;
    }
    headroom_bytes = 2 * std::max(headroom_bytes, MapBytesInside());
  }
}

void Environment::ClearStaleReaders() const {
  int count = 0;
  mdb_reader_check(environment_, &count);
}

std::uint64_t Environment::UsedBytesInside() const {
  MDB_envinfo info;
  MDB_stat statistics;
  mdb_env_info(environment_, &info);
  mdb_env_stat(environment_, &statistics);
  return (std::uint64_t{info.me_last_pgno} + 1) * statistics.ms_psize;
}

std::uint64_t Environment::MapBytesInside() const {
  MDB_envinfo info;
  mdb_env_info(environment_, &info);
  return info.me_mapsize;
}

std::uint64_t Environment::used_bytes() const {
  gate_.Enter();
  const std::uint64_t bytes = is_map_lost_ ? 0 : UsedBytesInside();
  gate_.Leave();
  return bytes;
}

}  // namespace costdb::engine
