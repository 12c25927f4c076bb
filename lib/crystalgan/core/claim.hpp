#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// Chosen: a renewal is one call, and network file systems show it to others within a minute (actimeo of NFS).
inline constexpr std::chrono::seconds kClaimRenewal{30};
inline constexpr std::chrono::seconds kClaimStale{600};  ///< twenty renewals that did not come

/// Who made a claim: for people, except where it is judged whether the process still lives.
struct ClaimHolder {
  std::string host;
  std::int64_t pid = 0;
  std::int64_t since = 0;  ///< seconds since 1970, by the clock of the host
};

/// A claim of a folder.
struct ListedClaim {
  std::string name;
  ClaimHolder holder;
  /// False: given back, not renewed for kClaimStale or renewed as long in the future, or of a process of this machine that is
  /// gone.
  bool is_held = true;
};

struct ClaimEntry;
class ClaimFolder;

/// A held claim. It is given back at the end of its life, and renewed meanwhile by a thread.
class Claim {
 public:
  Claim(Claim&&) noexcept;
  Claim& operator=(Claim&&) = delete;
  ~Claim();

  /// Asks the folder: false once another process took it over, which happens where this one could not renew it in time (the
  /// machine slept). To be asked before a result is written.
  bool is_held() const;
  /// Ends the claim of finished work: removes its files. Who takes it afterwards sees that the work is done.
  void finish();

 private:
  friend class ClaimFolder;
  explicit Claim(std::shared_ptr<ClaimEntry> entry);
  std::shared_ptr<ClaimEntry> entry_;
};

/// Claims of work by several processes, on several machines, that share a folder. A claim NAME is the file NAME.n with the
/// highest n. It is made by link(), which is atomic also on NFS; it is taken over by making NAME.n+1, so that of several
/// processes one is first, and no file of another process is ever moved or removed. It is given back by setting its time to
/// 1970, and renewed by setting it to now. Times are compared with that of a file just written in the same folder: the clock of
/// the file server counts, no other. docs/decisions/0056 has the proof.
class ClaimFolder {
 public:
  /// The folder of that name below `root`, which the user names; made at the first claim. No link is followed.
  ClaimFolder(std::filesystem::path root, std::string folder, std::chrono::seconds stale = kClaimStale,
              std::chrono::seconds renewal = kClaimRenewal);
  ~ClaimFolder();
  ClaimFolder(const ClaimFolder&) = delete;
  ClaimFolder& operator=(const ClaimFolder&) = delete;

  /// Nothing where another process holds it, or was faster. The caller then looks whether the work is done already. Throws
  /// OutputError; ParseError for a file that is no claim, and after the last generation.
  std::optional<Claim> take(std::string_view name);

  /// All claims, by name; the clock of this machine says which are stale. Throws ParseError for a file that is none.
  std::vector<ListedClaim> list() const;

  /// Gives back all claims that were taken here; called by whoever ends the process, from any thread.
  void give_back_all() noexcept;

 private:
  struct Held;
  std::filesystem::path root_;
  std::string folder_;
  std::chrono::seconds stale_;
  std::chrono::seconds renewal_;
  std::shared_ptr<Held> held_;
};

}  // namespace crystalgan
