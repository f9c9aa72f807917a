#ifndef COSTDB_ENGINE_STORE_ENVIRONMENT_H_
#define COSTDB_ENGINE_STORE_ENVIRONMENT_H_

#include <lmdb.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

#include "costdb/status.h"

namespace costdb::engine {

/// The named sub-databases of a file; docs/file-format.md describes each.
enum class Table : std::uint8_t {
  kMeta,            ///< Format version and counters.
  kDictionaryText,  ///< (column, code) -> text
  kDictionaryCode,  ///< (column, hash of text) -> codes
  kHead,            ///< batch number -> spans not yet sealed
  kDirectory,       ///< row group -> sections, columns, statistics
  kColumns,         ///< (row group, section, column) -> encoded column
  kTraceFilter,     ///< row group -> filter over its trace ids
  kDeletions,       ///< row group -> bitmaps of deleted rows
  kPrices,          ///< version -> price catalog; older files have no such table
};
inline constexpr std::size_t kTableCount = 9;
/// Tables from here on are missing in older files until someone opens them for writing.
inline constexpr std::size_t kRequiredTableCount = 8;
/// The handle of a table that the file does not have.
inline constexpr MDB_dbi kMissingTable = ~MDB_dbi{0};

/// An LMDB transaction; aborted on destruction unless committed. A reading transaction may be used
/// by one thread at a time; a writing one by the thread that began it.
class Transaction {
 public:
  Transaction(MDB_txn* transaction, const std::array<MDB_dbi, kTableCount>& tables,
              std::shared_lock<std::shared_timed_mutex> map_lock)
      : map_lock_(std::move(map_lock)), transaction_(transaction), tables_(tables) {}
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Whether the file has the table; what it has not may not be read.
  bool Has(Table table) const { return dbi(table) != kMissingTable; }

  /// The value of a key, a view into the map valid until the transaction ends (or writes to it).
  Result<std::optional<std::string_view>> Get(Table table, std::string_view key) const;
  Status Put(Table table, std::string_view key, std::string_view value);
  /// Room for `size` bytes to be filled in by the caller before its next write.
  Result<char*> Reserve(Table table, std::string_view key, std::size_t size);
  /// Removes a key; fine when there is none.
  Status Delete(Table table, std::string_view key);
  Status Clear(Table table);
  Result<std::uint64_t> CountEntries(Table table) const;
  /// Makes every write of this transaction durable.
  Status Commit();

  /// Walks a table in key order. Valid as long as the transaction.
  class Cursor {
   public:
    explicit Cursor(MDB_cursor* cursor) : cursor_(cursor) {}
    ~Cursor();
    Cursor(Cursor&& other) noexcept : cursor_(std::exchange(other.cursor_, nullptr)) {}
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

    MDB_cursor* cursor_;
    std::string_view key_;
    std::string_view value_;
  };
  Result<Cursor> OpenCursor(Table table) const;

 private:
  MDB_dbi dbi(Table table) const { return tables_[static_cast<std::size_t>(table)]; }

  std::shared_lock<std::shared_timed_mutex> map_lock_;  ///< Keeps the map where it is.
  MDB_txn* transaction_;
  const std::array<MDB_dbi, kTableCount>& tables_;
};

/// One database file and its map. Thread-safe: transactions may be begun from any thread.
class Environment {
 public:
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  /// Opens the file; with `writable` it is created when missing.
  static Result<std::unique_ptr<Environment>> Open(const std::string& path, bool writable,
                                                   std::uint64_t initial_map_bytes);

  Result<std::unique_ptr<Transaction>> BeginRead() const;

  /// Waits for other writers, in this process or another. Grows the map first when less than
  /// `headroom_bytes` of it is free, which waits for this process's readers to end, and fails when
  /// they do not within kMapLockSeconds.
  Result<std::unique_ptr<Transaction>> BeginWrite(std::uint64_t headroom_bytes);

  /// Bytes of the file in use.
  std::uint64_t used_bytes() const;
  const std::string& path() const { return path_; }

 private:
  explicit Environment(std::string path) : path_(std::move(path)) {}
  Status OpenTables(bool writable);
  Status CheckNotTruncated() const;
  Result<std::unique_ptr<Transaction>> Begin(unsigned flags) const;
  /// Maps `bytes` (0: what another process grew the file to). No transaction may be open here.
  Status Remap(std::uint64_t bytes) const;
  Status GrowMap(std::uint64_t headroom_bytes);

  std::string path_;
  MDB_env* environment_ = nullptr;
  std::array<MDB_dbi, kTableCount> tables_{};
  mutable std::shared_timed_mutex map_mutex_;  ///< Shared by transactions, exclusive to remap.
};

}  // namespace costdb::engine

#endif  // COSTDB_ENGINE_STORE_ENVIRONMENT_H_
