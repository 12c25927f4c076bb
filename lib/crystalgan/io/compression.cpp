#include "crystalgan/io/compression.hpp"

#include <locale.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/gzip.hpp"
#include "crystalgan/io/libarchive.hpp"

namespace crystalgan {
namespace {

// What begins a file of each kind. gzip: RFC 1952; bzip2: "BZh", a digit and the digits of pi; xz: its format description,
// 2.1.1.1; Zstandard: RFC 8878; zip: APPNOTE 4.3.7, and 4.3.16 for one without files; tar: POSIX, at byte 257.
constexpr std::string_view kGzip("\x1f\x8b", 2);
constexpr std::string_view kPi("\x31\x41\x59\x26\x53\x59", 6);
constexpr std::string_view kXz(
    "\xfd"
    "7zXZ\0",
    6);
constexpr std::string_view kZstandard("\x28\xb5\x2f\xfd", 4);
constexpr std::string_view kZip("PK\x03\x04", 4);
constexpr std::string_view kEmptyZip("PK\x05\x06", 4);

constexpr const char* kNotInstalled = "libarchive is not installed (Debian package libarchive13)";

bool is_tar(std::string_view bytes) { return bytes.size() > 262 && bytes.substr(257, 5) == "ustar"; }

std::string ending_of(const std::filesystem::path& path) { return in_lower_case(path.extension().string()); }

/// UTF-8 as the encoding of names for this thread, which libarchive asks the locale for: in the locale C it has no name for a
/// member with other letters.
class Utf8Names {
 public:
  Utf8Names() : utf8_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (utf8_ != nullptr) before_ = ::uselocale(utf8_);
  }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;
  ~Utf8Names() {
    if (utf8_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(utf8_);
  }

 private:
  locale_t utf8_;
  locale_t before_ = nullptr;
};

/// An open archive of libarchive and what it holds.
class ArchiveReader {
 public:
  ArchiveReader(const LibArchive& library, std::string_view bytes, const std::string& file)
      : library_(library), file_(file), archive_(library.read_new(), library.read_free) {
    if (!archive_) throw std::bad_alloc();
    for (const auto support :
         {library.read_bzip2, library.read_xz, library.read_zstd, library.read_zip, library.read_tar, library.read_raw})
      require(support(archive_.get()));
    require(library.read_open(archive_.get(), bytes.data(), bytes.size()));
  }

  /// The files one after the other, together at most `max_bytes`.
  std::vector<PackedMember> members(std::size_t max_bytes) {
    std::vector<PackedMember> all;
    const std::int64_t limit = read_limits().archive_entries;
    std::int64_t entries = 0;
    for (archive_entry* entry = nullptr; next(entry);) {
      if (++entries > limit)
        throw ParseError(file_, 0,
                         "expected at most " + std::to_string(limit) + " files in an archive, got more" +
                             limit_advice("archive_entries"));
      if (library_.entry_type(entry) != AE_IFREG || library_.entry_hard_link(entry) != nullptr) continue;
      const bool is_raw = library_.format(archive_.get()) == ARCHIVE_FORMAT_RAW;
      const char* const name = library_.entry_name(entry);
      // a name in no encoding that is known gets a number in its place
      PackedMember member{is_raw ? "" : name != nullptr ? name : "member-" + std::to_string(entries), {}};
      read_into(member.text, max_bytes);
      max_bytes -= member.text.size();
      all.push_back(std::move(member));
    }
    return all;
  }

 private:
  bool next(archive_entry*& entry) {
    const int result = library_.next_header(archive_.get(), &entry);
    if (result == ARCHIVE_EOF) return false;
    if (result != ARCHIVE_WARN) require(result);  // it warns of names and times alone, not of what a member holds
    return true;
  }

  /// Packed bytes that libarchive has taken so far.
  std::size_t taken() const {
    return static_cast<std::size_t>(std::max<la_int64_t>(0, library_.taken(archive_.get(), -1)));
  }

  void read_into(std::string& text, std::size_t max_bytes) {
    // a zip is read in any order, all else from its beginning
    const bool is_zip = (library_.format(archive_.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
    const std::size_t begin = is_zip ? taken() : 0;
    for (;;) {
      const auto count = library_.read_data(archive_.get(), piece_.data(), piece_.size());
      if (count == 0) return;
      if (count < 0) require(static_cast<int>(count));
      text.append(piece_.data(), static_cast<std::size_t>(count));
      unpacked_ += static_cast<std::size_t>(count);
      if (text.size() > max_bytes)
        throw ParseError(file_, 0,
                         "expected at most " + std::to_string(max_bytes) + " bytes of unpacked text, got more" +
                             limit_advice("unpacked_bytes"));
      const std::size_t now = taken();
      require_ratio(is_zip ? text.size() : unpacked_, now - std::min(begin, now), file_);
    }
  }

  /// A warning about what a member holds is damage, too: zip has one for a wrong checksum.
  void require(int result) {
    if (result == ARCHIVE_OK) return;
    const char* const reason = library_.error(archive_.get());
    throw ParseError(file_, 0,
                     "expected compressed data, got damage (" +
                         printable(reason != nullptr ? reason : "no reason given", 100) + ")");
  }

  Utf8Names names_;
  const LibArchive& library_;
  const std::string& file_;
  std::unique_ptr<archive, decltype(LibArchive::read_free)> archive_;
  std::vector<char> piece_ = std::vector<char>(std::size_t{1} << 18);  // chosen
  std::size_t unpacked_ = 0;                                           // bytes of all members so far
};

la_ssize_t append_to_string(archive*, void* text, const void* bytes, std::size_t count) {
  static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

std::string compressed_by_libarchive(std::string_view text, const std::filesystem::path& path) {
  const LibArchive* const library = libarchive();
  if (library == nullptr) throw OutputError(path, kNotInstalled);
  const std::unique_ptr<archive, decltype(LibArchive::write_free)> writer(library->write_new(), library->write_free);
  const std::unique_ptr<archive_entry, decltype(LibArchive::entry_free)> entry(library->entry_new(),
                                                                               library->entry_free);
  if (!writer || !entry) throw std::bad_alloc();
  const auto require = [&](int result) {
    if (result == ARCHIVE_OK) return;
    const char* const reason = library->error(writer.get());
    throw OutputError(path, printable(reason != nullptr ? reason : "libarchive gives no reason", 100));
  };
  std::string bytes;
  const std::string ending = ending_of(path);
  require(library->write_raw(writer.get()));
  require((ending == ".bz2"  ? library->write_bzip2
           : ending == ".xz" ? library->write_xz
                             : library->write_zstd)(writer.get()));
  require(library->write_block(writer.get(), 0));  // bytes at once, and none to fill a block
  require(library->write_open(writer.get(), &bytes, nullptr, append_to_string, nullptr));
  library->set_entry_name(entry.get(), "text");
  library->set_entry_type(entry.get(), AE_IFREG);
  require(library->write_header(writer.get(), entry.get()));
  if (library->write_data(writer.get(), text.data(), text.size()) != static_cast<la_ssize_t>(text.size()))
    require(ARCHIVE_FATAL);
  require(library->write_close(writer.get()));
  return bytes;
}

}  // namespace

bool is_compressed_name(const std::filesystem::path& path) {
  const std::string ending = ending_of(path);
  return ending == ".gz" || ending == ".bz2" || ending == ".xz" || ending == ".zst";
}

bool is_packed(std::string_view bytes) {
  for (const std::string_view mark : {kGzip, kXz, kZstandard, kZip, kEmptyZip})
    if (bytes.starts_with(mark)) return true;
  return (bytes.starts_with("BZh") && bytes.size() > 10 && bytes.substr(4, kPi.size()) == kPi) || is_tar(bytes);
}

std::vector<PackedMember> unpacked(std::string bytes, const std::string& file, std::size_t max_bytes) {
  if (bytes.starts_with(kGzip) || is_gzip_name(file)) {
    bytes = gunzipped(bytes, file, max_bytes);
    if (!is_tar(bytes)) return {{"", std::move(bytes)}};
  }
  const LibArchive* const library = libarchive();
  if (library == nullptr) throw IoError(file, kNotInstalled);
  auto members = ArchiveReader(*library, bytes, file).members(max_bytes);
  // a file cut in its first bytes is none for libarchive, and comes back as it is
  if (members.size() == 1 && members[0].name.empty() && is_packed(bytes) && members[0].text == bytes)
    throw ParseError(file, 0, "expected more compressed data, got the end of the file");
  return members;
}

std::string compressed(std::string_view text, const std::filesystem::path& path) {
  if (!is_compressed_name(path)) return std::string(text);
  return is_gzip_name(path) ? gzipped(text) : compressed_by_libarchive(text, path);
}

}  // namespace crystalgan
