#include "crystalgan/io/gzip.hpp"

#define ZLIB_CONST  // zlib reads its input and never writes to it
#include <zlib.h>

#include <algorithm>
#include <cctype>
#include <new>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// What zlib wants added to the size of its window (the largest) for gzip's frame instead of its own: zlib.h,
// inflateInit2 and deflateInit2.
constexpr int kGzipWindow = MAX_WBITS + 16;

// Bytes handed to and taken from zlib at once. Chosen: zlib counts them in 32 bits.
constexpr std::size_t kPiece = std::size_t{1} << 18;

/// A stream of zlib with the way of ending it.
class Stream {
 public:
  explicit Stream(int (*end)(z_stream*)) : end_(end) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { end_(&stream_); }

  z_stream* get() { return &stream_; }

  /// One call of zlib's `step`: takes from the front of `rest`, appends to `text`, gives zlib's result.
  template <class Step>
  int advance(std::string_view& rest, std::string& text, Step step) {
    const std::size_t given = std::min(rest.size(), kPiece);
    stream_.next_in = reinterpret_cast<const Bytef*>(rest.data());
    stream_.avail_in = static_cast<uInt>(given);
    stream_.next_out = reinterpret_cast<Bytef*>(made_.data());
    stream_.avail_out = static_cast<uInt>(made_.size());
    const int result = step(&stream_);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    rest.remove_prefix(given - stream_.avail_in);
    text.append(made_.data(), made_.size() - stream_.avail_out);
    return result;
  }

 private:
  z_stream stream_{};
  int (*end_)(z_stream*);
  std::vector<char> made_ = std::vector<char>(kPiece);
};

}  // namespace

bool is_gzip_name(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  for (char& letter : ending) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return ending == ".gz";
}

void require_ratio(std::size_t unpacked, std::size_t packed, const std::string& file) {
  constexpr std::size_t free_bytes = std::size_t{8} << 20;
  const double limit = read_limits().unpacked_ratio;
  if (unpacked <= free_bytes || static_cast<double>(unpacked) <= limit * static_cast<double>(packed)) return;
  throw ParseError(file, 0,
                   "expected at most " + exact_text(limit) + " unpacked bytes for each packed one, got " +
                       std::to_string(unpacked) + " of the first " + std::to_string(packed) +
                       limit_advice("unpacked_ratio"));
}

std::string gunzipped(std::string_view bytes, const std::string& file, std::size_t max_bytes) {
  Stream stream(::inflateEnd);
  if (::inflateInit2(stream.get(), kGzipWindow) != Z_OK) throw std::bad_alloc();
  std::string text;
  std::string_view rest = bytes;
  do {
    ::inflateReset(stream.get());
    for (int result = Z_OK; result != Z_STREAM_END;) {
      result = stream.advance(rest, text, [](z_stream* zlib) { return ::inflate(zlib, Z_NO_FLUSH); });
      const std::string place = " at byte " + std::to_string(bytes.size() - rest.size());
      if (result == Z_BUF_ERROR) throw ParseError(file, 0, "expected more gzip data, got the end of the file" + place);
      if (result != Z_OK && result != Z_STREAM_END)
        throw ParseError(file, 0,
                         "expected gzip data, got damage" + place + " (" +
                             printable(stream.get()->msg != nullptr ? stream.get()->msg : "no reason given") + ")");
      if (text.size() > max_bytes)
        throw ParseError(file, 0,
                         "expected gzip data of at most " + std::to_string(max_bytes) + " bytes, got more" + place +
                             limit_advice("unpacked_bytes"));
      require_ratio(text.size(), bytes.size() - rest.size(), file);
    }
  } while (!rest.empty());
  return text;
}

std::string gzipped(std::string_view text) {
  constexpr int memory_level = 8;  // the default of zlib.h
  Stream stream(::deflateEnd);
  if (::deflateInit2(stream.get(), Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, memory_level, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    throw std::bad_alloc();
  std::string bytes;
  std::string_view rest = text;
  for (int result = Z_OK; result != Z_STREAM_END;)
    result = stream.advance(rest, bytes, [last = rest.size() <= kPiece](z_stream* zlib) {
      return ::deflate(zlib, last ? Z_FINISH : Z_NO_FLUSH);
    });
  return bytes;
}

}  // namespace crystalgan
