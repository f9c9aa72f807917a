#include "golden_file.h"

#include <fstream>

namespace costdb {
namespace {

constexpr const char* kSeparator = "----";

std::string ReadUntil(std::ifstream& file, const std::string& end, int* line_number) {
  std::string text;
  for (std::string line; std::getline(file, line);) {
    ++*line_number;
    if (line == end) break;
    text += line + "\n";
  }
  return text;
}

}  // namespace

std::vector<GoldenBlock> ReadGoldenFile(const std::string& path) {
  std::ifstream file(path);
  std::vector<GoldenBlock> blocks;
  int line_number = 0;
  for (std::string line; std::getline(file, line);) {
    GoldenBlock block;
    block.line = ++line_number;
    if (line.starts_with("ingest ")) {
      block.kind = GoldenBlock::Kind::kIngest;
      block.text = line.substr(7);
    } else if (line == "query" || line == "error") {
      block.kind = line == "query" ? GoldenBlock::Kind::kQuery : GoldenBlock::Kind::kError;
      block.text = ReadUntil(file, kSeparator, &line_number);
      block.expected = ReadUntil(file, "", &line_number);
    } else {
      block.text = line;
    }
    blocks.push_back(std::move(block));
  }
  return blocks;
}

void WriteGoldenFile(const std::string& path, const std::vector<GoldenBlock>& blocks) {
  std::ofstream file(path);
  for (const GoldenBlock& block : blocks) {
    switch (block.kind) {
      case GoldenBlock::Kind::kComment:
        file << block.text << "\n";
        break;
      case GoldenBlock::Kind::kIngest:
        file << "ingest " << block.text << "\n";
        break;
      case GoldenBlock::Kind::kQuery:
      case GoldenBlock::Kind::kError:
        file << (block.kind == GoldenBlock::Kind::kQuery ? "query\n" : "error\n") << block.text
             << kSeparator << "\n"
             << block.expected << "\n";
        break;
    }
  }
}

}  // namespace costdb
