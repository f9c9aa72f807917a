#ifndef COSTDB_INGEST_PRICES_IMPORT_NOTES_H_
#define COSTDB_INGEST_PRICES_IMPORT_NOTES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace costdb::ingest {

/// What an import passed over, each kind once with its count and first example.
class ImportNotes {
 public:
  void Add(std::string what, std::string_view where);

  /// "unknown key web_search_kcount (3 times, first at openai gpt-5)", in order of appearance.
  std::vector<std::string> Lines() const;

 private:
  struct Note {
    std::string what;
    std::string first;
    std::uint64_t count = 0;
  };
  std::vector<Note> notes_;
};

}  // namespace costdb::ingest

#endif  // COSTDB_INGEST_PRICES_IMPORT_NOTES_H_
