#include "crystalgan/report/packed.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

#include "crystalgan/io/gzip.hpp"

namespace crystalgan {
namespace {

// EVP_EncodeBlock counts in int; a multiple of 3 joins without padding.
constexpr std::size_t kPiece = std::size_t{3} << 28;

std::string base64(std::string_view bytes) {
  std::string text;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kPiece, bytes.size()))) {
    const std::string_view piece = bytes.substr(0, kPiece);
    const std::size_t begin = text.size();
    text.resize(begin + 4 * ((piece.size() + 2) / 3) + 1);  // the function writes a final zero
    const int length =
        ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data() + begin),
                          reinterpret_cast<const unsigned char*>(piece.data()), static_cast<int>(piece.size()));
    text.resize(begin + static_cast<std::size_t>(length));
  }
  return text;
}

}  // namespace

std::string packed(std::string_view text) { return base64(gzipped(text)); }

std::string policy_hash(std::string_view script) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(script.data()), script.size(), digest.data());
  return "'sha256-" + base64({reinterpret_cast<const char*>(digest.data()), digest.size()}) + "'";
}

}  // namespace crystalgan
