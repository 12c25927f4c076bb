#include "crystalgan/training/checkpoint.hpp"

#include <ATen/ATen.h>
#include <torch/serialize.h>

#include <exception>
#include <sstream>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/checksum.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kDigits = 64;  // of a SHA-256

// The archive keeps whole storages: a view would bring along what it is a view of.
at::Tensor whole(const at::Tensor& tensor) {
  const bool is_whole = tensor.is_contiguous() && tensor.storage().nbytes() == tensor.nbytes();
  return is_whole ? tensor : tensor.clone(at::MemoryFormat::Contiguous);
}

}  // namespace

std::string checkpoint_bytes(const NamedTensors& tensors) {
  torch::serialize::OutputArchive archive;
  std::size_t size = 0;
  for (const auto& [name, tensor] : tensors) {
    archive.write(name, whole(tensor.detach()), /*is_buffer=*/true);
    size += tensor.nbytes();
  }
  std::string bytes;
  bytes.reserve(size + size / 8);
  archive.save_to([&bytes](const void* part, std::size_t count) {
    bytes.append(static_cast<const char*>(part), count);
    return count;
  });
  return bytes += sha256(bytes);
}

NamedTensors parse_checkpoint(std::string_view bytes, const std::string& file) {
  const ParseError refusal(file, 0, "expected a checkpoint, got something else or a broken one");
  if (bytes.size() < kDigits) throw refusal;
  const std::string_view packed = bytes.substr(0, bytes.size() - kDigits);
  if (sha256(packed) != bytes.substr(packed.size())) throw refusal;
  try {
    std::istringstream stream{std::string(packed)};
    torch::serialize::InputArchive archive;
    archive.load_from(stream);
    NamedTensors tensors;
    for (const std::string& name : archive.keys()) {
      at::Tensor tensor;
      archive.read(name, tensor, /*is_buffer=*/true);
      tensors.emplace(name, tensor);
    }
    return tensors;
  } catch (const std::exception&) {  // c10::Error, and from the archive's own parser others
    throw refusal;
  }
}

}  // namespace crystalgan
