#include "tools/command/generate_target.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "engine/error/propagate.h"
#include "engine/store/database.h"
#include "tools/command/interrupt.h"
#include "tools/command/terminal.h"
#include "tools/library/ingest_run.h"
#include "tools/workload/compressed_file.h"

namespace costdb::tools {
namespace {

// Bytes that the database takes in at once: some ten thousand spans.
constexpr std::size_t kDatabasePieceBytes = std::size_t{24} << 20U;

std::optional<OtlpFormat> FileFormatOf(std::string_view name) {
  for (const std::string_view compression : {".gz", ".zst"}) {
    if (name.ends_with(compression)) name.remove_suffix(compression.size());
  }
  const auto ends = [name](std::string_view suffix) { return name.ends_with(suffix); };
  constexpr std::array<std::string_view, 3> kJson = {".jsonl", ".json", ".ndjson"};
  constexpr std::array<std::string_view, 3> kProtobuf = {".pb", ".binpb", ".otlp"};
  if (std::any_of(kJson.begin(), kJson.end(), ends)) return OtlpFormat::kJsonLines;
  if (std::any_of(kProtobuf.begin(), kProtobuf.end(), ends)) return OtlpFormat::kProtobuf;
  return std::nullopt;
}

class StandardOutputTarget : public GenerateTarget {
 public:
  OtlpFormat format() const override { return OtlpFormat::kJsonLines; }
  Status Write(std::string_view otlp) override { return WriteOutput(otlp); }
  Status Finish() override { return Status::Ok(); }
};

class FileTarget : public GenerateTarget {
 public:
  FileTarget(OtlpFormat format, std::string path, std::unique_ptr<CompressedFile> file)
      : format_(format), path_(std::move(path)), file_(std::move(file)) {}
  ~FileTarget() override {
    std::error_code ignored;
    if (!is_complete_ && std::filesystem::is_regular_file(path_, ignored)) {
      std::filesystem::remove(path_, ignored);
    }
  }
  FileTarget(const FileTarget&) = delete;
  FileTarget& operator=(const FileTarget&) = delete;

  OtlpFormat format() const override { return format_; }
  Status Write(std::string_view otlp) override { return file_->Write(otlp); }
  Status Finish() override {
    COSTDB_RETURN_IF_ERROR(file_->Close());
    is_complete_ = true;
    return Status::Ok();
  }

 private:
  OtlpFormat format_;
  std::string path_;
  bool is_complete_ = false;
  std::unique_ptr<CompressedFile> file_;
};

class DatabaseTarget : public GenerateTarget {
 public:
  explicit DatabaseTarget(std::unique_ptr<engine::Database> database)
      : database_(std::move(database)) {}

  OtlpFormat format() const override { return OtlpFormat::kProtobuf; }

  Status Write(std::string_view otlp) override {
    piece_ += otlp;
    return piece_.size() < kDatabasePieceBytes ? Status::Ok() : IngestPiece();
  }

  Status Finish() override {
    COSTDB_RETURN_IF_ERROR(IngestPiece());
    return database_->SealAll({}).status();
  }

 private:
  Status IngestPiece() {
    IngestRun run;
    ingest::IngestOptions options;
    options.cancelled = &InterruptGuard::interrupted();
    COSTDB_RETURN_IF_ERROR(
        IngestBytesInto(piece_, "generated workload", options, database_.get(), &run));
    piece_.clear();
    return Status::Ok();
  }

  std::unique_ptr<engine::Database> database_;
  std::string piece_;
};

}  // namespace

Result<std::unique_ptr<GenerateTarget>> GenerateTarget::Open(const std::string& name, bool force) {
  if (name == "-") {
    return std::unique_ptr<GenerateTarget>(std::make_unique<StandardOutputTarget>());
  }
  const std::optional<OtlpFormat> format = FileFormatOf(name);
  std::error_code error;
  if (!force && std::filesystem::is_regular_file(name, error)) {
    return Status::InvalidArgument(
        fmt::format("{}: exists already; --force {}", name,
                    format.has_value() ? "overwrites it" : "adds the workload to it"));
  }
  if (format.has_value()) {
    COSTDB_ASSIGN_OR_RETURN(std::unique_ptr<CompressedFile> file, CompressedFile::Create(name));
    return std::unique_ptr<GenerateTarget>(
        std::make_unique<FileTarget>(*format, name, std::move(file)));
  }
  COSTDB_ASSIGN_OR_RETURN(std::unique_ptr<engine::Database> database,
                          engine::Database::Open(name, {}));
  return std::unique_ptr<GenerateTarget>(std::make_unique<DatabaseTarget>(std::move(database)));
}

}  // namespace costdb::tools
