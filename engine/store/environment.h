#ifndef COSTDB_ENGINE_STORE_ENVIRONMENT_H_
#define COSTDB_ENGINE_STORE_ENVIRONMENT_H_

#include <lmdb.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "costdb/status.h"
#include "engine/store/map_gate.h"

namespace costdb::engine {

/// The named sub-databases of a file; docs/file-format.md describes each.
enum class Table : std::uint8_t {
  kMeta,            ///< Format version and counters.
  kDictionaryText,  ///< (column, code) -> text; only older files have entries here
  kDictionaryCode,  ///< (column, hash of text) -> codes; likewise
  kHead,            ///< batch number -> spans not yet sealed
  kDirectory,       ///< row group -> sections, columns, statistics
  kColumns,         ///< (row group, section, column) -> encoded column
  kTraceFilter,     ///< row group -> filter over its trace ids; only older files have entries
  kDeletions,       ///< row group -> bitmaps of deleted rows
  kPrices,          ///< version -> price catalog
  kTextChunks,      ///< (column, chunk) -> texts of consecutive codes
  kCodeRuns,        ///< (column, first code) -> codes by hash of their text
  kPreaggregates,   ///< (level, day) -> cells of calls
  kTraceRuns,       ///< first row group -> row groups of traces by hash of their id
};
inline constexpr std::size_t kTableCount = 13;
/// Tables from here on are missing in older files until someone opens them for writing.
inline constexpr std::size_t kRequiredTableCount = 8;
/// The handle of a table that the file does not have.
inline constexpr MDB_dbi kMissingTable = ~MDB_dbi{0};

/// The name of a table in the file, for messages.
std::string_view TableName(Table table);

class Environment;

/// An LMDB transaction; aborted on destruction unless committed. A reading transaction may be used
/// by one thread at a time, and ended by any; a writing one by the thread that began it. Keeps the
/// map where it is, and must not outlive its environment.
class Transaction {
 public:
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// The file, for messages.
  const std::string& path() const;
  /// Whether the file has the table; what it has not may not be read.
  bool Has(Table table) const { return dbi(table) != kMissingTable; }

  /// The value of a key, a view into the map valid until the transaction ends (or writes to it).
  Result<std::optional<std::string_view>> Get(Table table, std::string_view key) const;
  Status Put(Table table, std::string_view key, std::string_view value);
  /// Removes a key; one that is not there is no error.
  Status Delete(Table table, std::string_view key);
  Status Clear(Table table);
  Result<std::uint64_t> CountEntries(Table table) const;
  /// Bytes of the pages that hold the table; 0 when the file does not have it.
  Result<std::uint64_t> PageBytes(Table table) const;

  /// Walks a table in key order. Valid as long as the transaction.
  class Cursor {
   public:
    Cursor(const Transaction& transaction, Table table, MDB_cursor* cursor)
        : transaction_(transaction), table_(table), cursor_(cursor) {}
    ~Cursor();
    Cursor(Cursor&& other) noexcept
        : transaction_(other.transaction_),
          table_(other.table_),
          cursor_(std::exchange(other.cursor_, nullptr)) {}
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;
    Cursor& operator=(Cursor&&) = delete;

    /// Each positions the cursor and tells whether there is an entry.
    Result<bool> First() { return Move({}, MDB_FIRST); }
    Result<bool> Last() { return Move({}, MDB_LAST); }
    Result<bool> Next() { return Move({}, MDB_NEXT); }
    Result<bool> Previous() { return Move({}, MDB_PREV); }
    /// The first entry whose key is not less than `key`.
    Result<bool> SeekAtLeast(std::string_view key) { return Move(key, MDB_SET_RANGE); }

    std::string_view key() const { return key_; }
    std::string_view value() const { return value_; }

   private:
    Result<bool> Move(std::string_view key, MDB_cursor_op operation);

    const Transaction& transaction_;
    Table table_;
    MDB_cursor* cursor_;
    std::string_view key_;
    std::string_view value_;
  };
  Result<Cursor> OpenCursor(Table table) const;

 private:
  friend class Environment;

  Transaction(const Environment& environment, MDB_txn* transaction)
      : environment_(environment), transaction_(transaction) {}

  MDB_dbi dbi(Table table) const;
  /// What LMDB's `code` means for the caller; remembers a map that is full.
  Status Failed(int code, std::string_view doing, Table table) const;
  Status Commit();

  const Environment& environment_;
  MDB_txn* transaction_;
  mutable bool is_map_full_ = false;
};

/// One database file and its map. Thread-safe: transactions may be begun from any thread, a writing
/// one by one thread at a time.
class Environment {
 public:
  /// What a writing transaction does. It may be called several times, each time anew: what it did
  /// before in the file was undone.
  using Work = std::function<Status(Transaction&)>;

  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  /// Opens the file; with `writable` it is created when missing, and `initialize` fills the tables
  /// of a new one, in the transaction that makes them: another process sees all of it or nothing.
  static Result<std::unique_ptr<Environment>> Open(const std::string& path, bool writable,
                                                   std::uint64_t initial_map_bytes,
                                                   const Work& initialize);

  /// Has `check` look at every transaction from now on, before anybody else does; one that it fails
  /// is not begun. To be called before there are other threads.
  void CheckEach(std::function<Status(const Transaction&)> check) { check_ = std::move(check); }

  Result<std::unique_ptr<Transaction>> BeginRead() const;

  /// The same on the thread that has `other` open: sees what is committed now.
  Result<std::unique_ptr<Transaction>> BeginRead(const Transaction& other) const;

  /// Waits for other writers, in this process or another, calls `work` and commits. The map is
  /// grown first when less than `headroom_bytes` of it is free, and when it turns out to be full
  /// all the same, `work` is undone and done again in a larger one. Growing waits for the other
  /// transactions of this process to end, and fails when they do not within ten seconds.
  Status Write(std::uint64_t headroom_bytes, const Work& work);

  /// Frees what readers that were killed still hold on to; else the file grows for them.
  void ClearStaleReaders() const;

  /// Bytes of the file in use.
  std::uint64_t used_bytes() const;
  const std::string& path() const { return path_; }

 private:
  friend class Transaction;

  explicit Environment(std::string path) : path_(std::move(path)) {}
  Status OpenFile(bool writable, std::uint64_t map_bytes);
  Status OpenTables(bool writable, const Work& initialize);
  int OpenEachTable(Transaction& transaction, unsigned flags);
  bool LacksNewTables() const;
  Status CheckNotTruncated() const;
  void FillUp() const;
  Result<std::unique_ptr<Transaction>> BeginWrite(std::uint64_t headroom_bytes) const;
  Result<std::unique_ptr<Transaction>> BeginRead(bool is_beside) const;
  /// Moves to a map of `bytes` (0: what another process grew the file to).
  Status Remap(std::uint64_t bytes) const;
  /// Call only while a transaction of this thread is open.
  std::uint64_t MissingBytesInside() const;
  std::uint64_t UsedBytesInside() const;
  std::uint64_t MapBytesInside() const;

  std::string path_;
  std::function<Status(const Transaction&)> check_;
  MDB_env* environment_ = nullptr;
  std::array<MDB_dbi, kTableCount> tables_{};
  mutable MapGate gate_;
  mutable std::atomic<bool> is_map_lost_{false};  ///< A move left no map behind.
  bool is_locked_ = true;  ///< Readers are in the lock file, where writers see them.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_ENVIRONMENT_H_
