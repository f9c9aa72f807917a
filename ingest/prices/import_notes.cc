#include "ingest/prices/import_notes.h"

#include <fmt/format.h>

#include <utility>

namespace costdb::ingest {

void ImportNotes::Add(std::string what, std::string_view where) {
  for (Note& note : notes_) {
    if (note.what != what) continue;
    ++note.count;
    return;
  }
  notes_.push_back({std::move(what), std::string(where), 1});
}

std::vector<std::string> ImportNotes::Lines() const {
  std::vector<std::string> lines;
  for (const Note& note : notes_) {
    lines.push_back(note.count == 1 ? fmt::format("{} ({})", note.what, note.first)
                                    : fmt::format("{} ({} times, first at {})", note.what,
                                                  note.count, note.first));
  }
  return lines;
}

}  // namespace costdb::ingest
