#include "crystalgan/core/claim.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <ctime>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <system_error>
#include <thread>
#include <utility>

#include "crystalgan/core/descriptor.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/input_file.hpp"
#include "crystalgan/core/json_value.hpp"
#include "crystalgan/core/leftovers.hpp"
#include "crystalgan/core/opened_folder.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/core/whole_file.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

constexpr int kClaimOpened = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
constexpr std::size_t kClaimBytes = 4096;           // chosen: ours have some 200
constexpr std::int64_t kMaxGeneration = 1'000'000;  // chosen: one per process that died at this work
constexpr timespec kGivenBack{0, 0};

/// This machine since it was started, and what process numbers mean in it: containers have their own. Empty: not known.
std::string this_machine() {
  std::error_code failure;
  const std::string numbers = fs::read_symlink("/proc/self/ns/pid", failure).string();
  try {
    std::string start = read_file("/proc/sys/kernel/random/boot_id", kClaimBytes);
    while (start.ends_with('\n')) start.pop_back();
    return failure ? std::string() : start + " " + numbers;
  } catch (const IoError&) {
    return {};
  }
}

/// When a process was started, in ticks since the start of the machine: field 22 of proc(5) stat. Nothing: no such process.
std::optional<std::int64_t> start_of_process(std::int64_t pid) {
  constexpr std::size_t kFieldsBehindName = 20;  // "S 1 ...": the third is the first behind the name
  std::string stat;
  try {
    stat = read_file("/proc/" + std::to_string(pid) + "/stat", kClaimBytes);
  } catch (const IoError&) {
    return std::nullopt;
  }
  const auto fields = split_words(std::string_view(stat).substr(std::min(stat.size(), stat.rfind(')') + 1)));
  if (fields.size() < kFieldsBehindName || fields.front() == "Z" || fields.front() == "X") return std::nullopt;
  return try_parse_count(fields[kFieldsBehindName - 1]);
}

std::string name_of_host() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

struct ClaimText {
  ClaimHolder holder;
  std::string machine;
  std::int64_t started = 0;
};

ClaimText own_claim() {
  const std::int64_t pid = ::getpid();
  return {{name_of_host(), pid, std::time(nullptr)}, this_machine(), start_of_process(pid).value_or(0)};
}

std::string claim_json(const ClaimText& claim) {
  return nlohmann::ordered_json{{"host", claim.holder.host},
                                {"pid", claim.holder.pid},
                                {"since", claim.holder.since},
                                {"machine", claim.machine},
                                {"started", claim.started}}
             .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) +
         "\n";
}

ClaimText parse_claim(std::string_view text, const std::string& file) {
  const JsonValue json = JsonValue::parse(text, file, "a claim");
  return {{json.at("host").text(), json.at("pid").count(), json.at("since").count()},
          json.at("machine").text(),
          json.at("started").count()};
}

/// False only where it is certain.
bool may_live(const ClaimText& claim) {
  if (claim.machine.empty() || claim.machine != this_machine()) return true;
  return start_of_process(claim.holder.pid) == claim.started;
}

/// The message has only `place`, the folder: a name that a stranger chose is not repeated.
void require_claim_name(std::string_view name, const fs::path& place) {
  const bool is_plain = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (name.empty() || !is_plain)
    throw ParseError(printable(place.string(), 4096), 0, "expected a claim with a name of letters, digits and '-'");
}

std::string claim_file(std::string_view name, std::int64_t generation) {
  return std::string(name) + "." + std::to_string(generation);
}

/// Of NAME.n; nothing for other files.
std::optional<std::pair<std::string, std::int64_t>> parts_of_claim(const std::string& file) {
  const auto dot = file.rfind('.');
  if (dot == std::string::npos || is_partial_name(file)) return std::nullopt;
  const auto generation = try_parse_count(std::string_view(file).substr(dot + 1));
  if (!generation || *generation < 1 || *generation > kMaxGeneration) return std::nullopt;
  return std::pair(file.substr(0, dot), *generation);
}

/// The highest generation of every name.
std::map<std::string, std::int64_t> highest_claims(int folder) {
  std::map<std::string, std::int64_t> highest;
  for (const std::string& file : names_in(folder))
    if (const auto parts = parts_of_claim(file)) highest[parts->first] = std::max(highest[parts->first], parts->second);
  return highest;
}

std::int64_t highest_claim(int folder, std::string_view name) {
  const auto all = highest_claims(folder);
  const auto found = all.find(std::string(name));
  return found == all.end() ? 0 : found->second;
}

struct OpenedClaim {
  Descriptor file;
  ClaimText text;
  timespec time;  // of the last renewal
};

/// Nothing where the file went away.
std::optional<OpenedClaim> opened_claim(int folder, const std::string& file, const fs::path& path) {
  Descriptor opened(::openat(folder, file.c_str(), O_RDONLY | kClaimOpened));
  struct stat status {};
  if (opened.number() < 0) {
    if (errno == ENOENT) return std::nullopt;
    if (errno == ELOOP) throw ParseError(printable(path.string()), 0, "expected a claim, got a symbolic link");
    throw IoError(path, system_reason());
  }
  if (::fstat(opened.number(), &status) != 0) throw IoError(path, system_reason());
  if (!S_ISREG(status.st_mode) || static_cast<std::size_t>(status.st_size) > kClaimBytes)
    throw ParseError(printable(path.string()), 0, "expected a claim: a file of up to 4096 bytes");
  ClaimText text = parse_claim(rest_of_file(opened.number(), path), printable(path.string()));
  return OpenedClaim{std::move(opened), std::move(text), status.st_mtim};
}

/// A time in the future is as wrong as one long ago: nobody renews such a claim.
bool is_free(const OpenedClaim& claim, std::time_t now, std::chrono::seconds stale) {
  return claim.time.tv_sec == 0 || std::abs(now - claim.time.tv_sec) > stale.count() || !may_live(claim.text);
}

}  // namespace

// One held claim. The descriptor, not the name, is what times are set of: it is the file that this process made.
struct ClaimEntry {
  ClaimEntry(Descriptor in, Descriptor made, std::string name, std::int64_t number)
      : folder(std::move(in)), file(std::move(made)), claimed(std::move(name)), generation(number) {}

  Descriptor folder;
  Descriptor file;
  std::string claimed;
  std::int64_t generation;
  std::mutex mutex;
  std::condition_variable_any woken;
  bool is_over = false;
  std::jthread renewal;

  void give_back() noexcept {
    const std::lock_guard lock(mutex);
    if (!std::exchange(is_over, true)) set_time(kGivenBack);
  }
  void set_time(timespec time) const noexcept {
    const std::array times{time, time};
    static_cast<void>(::futimens(file.number(), times.data()) == 0);  // where it fails, the claim gets stale
  }
  void renew_every(std::chrono::seconds time) {
    renewal = std::jthread([this, time](const std::stop_token& stop) {
      std::unique_lock lock(mutex);
      while (!stop.stop_requested() && !is_over) {
        woken.wait_for(lock, stop, time, [this] { return is_over; });
        if (!stop.stop_requested() && !is_over) set_time({0, UTIME_NOW});
      }
    });
  }
};

struct ClaimFolder::Held {
  std::mutex mutex;
  std::vector<std::weak_ptr<ClaimEntry>> claims;
};

Claim::Claim(std::shared_ptr<ClaimEntry> entry) : entry_(std::move(entry)) {}
Claim::Claim(Claim&&) noexcept = default;
Claim::~Claim() {
  if (entry_) entry_->give_back();
}

bool Claim::is_held() const {
  const int folder = entry_->folder.number();
  return highest_claim(folder, entry_->claimed) == entry_->generation &&
         is_still(entry_->file.number(), folder, claim_file(entry_->claimed, entry_->generation));
}

// The own one last: while it is there, nobody makes one with a lower number.
void Claim::finish() {
  const std::lock_guard lock(entry_->mutex);
  if (std::exchange(entry_->is_over, true)) return;
  const int folder = entry_->folder.number();
  for (const std::string& file : names_in(folder))
    if (const auto parts = parts_of_claim(file);
        parts && parts->first == entry_->claimed && parts->second < entry_->generation)
      ::unlinkat(folder, file.c_str(), 0);
  ::unlinkat(folder, claim_file(entry_->claimed, entry_->generation).c_str(), 0);
}

ClaimFolder::ClaimFolder(fs::path root, std::string folder, std::chrono::seconds stale, std::chrono::seconds renewal)
    : root_(std::move(root)),
      folder_(std::move(folder)),
      stale_(stale),
      renewal_(renewal),
      held_(std::make_shared<Held>()) {}
ClaimFolder::~ClaimFolder() = default;

namespace {

/// A claim under a temporary name; its time is now by the clock of the file system.
struct WrittenClaim {
  std::string name;
  Descriptor file;
  std::time_t now;
};

WrittenClaim written_claim(int folder, const std::string& name, const fs::path& path) {
  const std::string text = claim_json(own_claim());
  for (int attempt = 0;; ++attempt) {
    std::string temporary = partial_path(name, attempt).string();
    Descriptor file(::openat(folder, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | kClaimOpened, 0666));
    if (file.number() < 0 && errno == EEXIST) continue;
    if (file.number() < 0) throw OutputError(path, system_reason());
    static_cast<void>(::flock(file.number(), LOCK_EX | LOCK_NB));  // no leftover
    try {
      write_all(file.number(), text, path);
      struct stat status {};
      // What is closed once is seen by other machines.
      if (Descriptor copy(::dup(file.number()));
          copy.number() < 0 || !copy.close() || ::fstat(file.number(), &status) != 0)
        throw OutputError(path, system_reason());
      return {std::move(temporary), std::move(file), status.st_mtim.tv_sec};
    } catch (const OutputError&) {
      ::unlinkat(folder, temporary.c_str(), 0);
      throw;
    }
  }
}

/// Gives it its name; false where another process was faster. A server that did it may answer that it exists, so that the
/// number of its names counts (open(2), O_EXCL). Throws OutputError.
bool linked(int folder, const WrittenClaim& written, const std::string& name, const fs::path& path) {
  if (::linkat(folder, written.name.c_str(), folder, name.c_str(), 0) == 0) return true;
  const int reason = errno;
  struct stat status {};
  if (::fstat(written.file.number(), &status) == 0 && status.st_nlink == 2) return true;
  errno = reason;
  // EEXIST, or the holder took the temporary name for a leftover.
  if (reason != EEXIST && reason != ENOENT) throw OutputError(path, system_reason());
  return false;
}

}  // namespace

std::optional<Claim> ClaimFolder::take(std::string_view name) {
  require_claim_name(name, root_ / folder_);
  Descriptor folder = opened_folder(root_, folder_);
  const fs::path path = root_ / folder_ / name;
  const std::int64_t before = highest_claim(folder.number(), name);
  if (before >= kMaxGeneration)
    throw ParseError(printable(path.string(), 4096), 0,
                     "expected a claim below generation " + std::to_string(kMaxGeneration) + "; remove its files");
  const std::string judged_name = claim_file(name, before);
  std::optional<OpenedClaim> judged;
  if (before > 0) judged = opened_claim(folder.number(), judged_name, root_ / folder_ / judged_name);
  if (before > 0 && !judged) return std::nullopt;
  const std::string file = claim_file(name, before + 1);
  WrittenClaim written = written_claim(folder.number(), file, path);
  const Leftover leftover(folder.number(), written.name);
  bool is_first = false;
  try {
    is_first = !(judged && !is_free(*judged, written.now, stale_)) && linked(folder.number(), written, file, path);
  } catch (const OutputError&) {
    ::unlinkat(folder.number(), written.name.c_str(), 0);
    throw;
  }
  ::unlinkat(folder.number(), written.name.c_str(), 0);
  if (!is_first) return std::nullopt;
  auto entry = std::make_shared<ClaimEntry>(std::move(folder), std::move(written.file), std::string(name), before + 1);
  Claim claim(entry);
  // Where it went away meanwhile, its holder lived: somebody finished the work.
  if (judged && !is_still(judged->file.number(), entry->folder.number(), judged_name)) return std::nullopt;
  entry->renew_every(renewal_);
  const std::lock_guard lock(held_->mutex);
  std::erase_if(held_->claims, [](const auto& each) { return each.expired(); });
  held_->claims.push_back(entry);
  return claim;
}

std::vector<ListedClaim> ClaimFolder::list() const {
  std::vector<ListedClaim> claims;
  const std::optional<Descriptor> folder = opened_folder_if_there(root_, folder_);
  if (!folder) return claims;
  for (const auto& [name, generation] : highest_claims(folder->number())) {
    require_claim_name(name, root_ / folder_);
    const std::string file = claim_file(name, generation);
    const auto opened = opened_claim(folder->number(), file, root_ / folder_ / file);
    if (opened) claims.push_back({name, opened->text.holder, !is_free(*opened, std::time(nullptr), stale_)});
  }
  return claims;
}

void ClaimFolder::give_back_all() noexcept {
  const std::lock_guard lock(held_->mutex);
  for (const auto& each : held_->claims)
    if (const auto entry = each.lock()) entry->give_back();
}

}  // namespace crystalgan
