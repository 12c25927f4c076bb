#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace crystalgan {

/// What is read at most from one file or folder, so that no file of foreign origin costs more time or memory than the
/// crystals in it are worth. All defaults are chosen: well above what real files have. Every field has one row in
/// read_limits.cpp with its name, meaning and range.
struct ReadLimits {
  std::int64_t file_bytes = std::int64_t{1} << 30;
  std::int64_t unpacked_bytes = std::int64_t{1} << 30;
  double unpacked_ratio = 100.0;
  std::int64_t archive_entries = 500'000;  ///< the largest archive of structures known has 381,000 CIFs
  std::int64_t folder_files = 1'000'000;
  std::int64_t line_bytes = 1'000'000;        ///< the longest real lines are comments of extended XYZ with arrays
  std::int64_t json_line_bytes = 20'000'000;  ///< 200 for each of 100,000 atoms
  std::int64_t json_depth = 100;              ///< a structure of OPTIMADE has five
  std::int64_t values = 2'000'000;            ///< some 80 bytes of memory for each; a CIF of 20,000 atoms has half
  std::int64_t structures = 1'000'000;
  std::int64_t total_atoms = 50'000'000;
  std::int64_t made_atoms = 500'000;  ///< what `inspect` can do in some seconds
  std::int64_t atoms = 20'000;        ///< what `inspect` can do in some 10 s
  std::int64_t operators = 500;       ///< the largest standard setting has 192
  std::int64_t elements = 40;         ///< high-entropy crystals have some 20
  double min_lattice_vector = 0.5;    ///< Å. The shortest bond, H2, has 0.74 Å; spglib fails for much shorter ones
  double max_lattice_vector = 1e4;    ///< Å
  double min_angle = 0.01;            ///< degrees. The primitive cell of SiC 393R, one of the flattest, has 0.5
  double min_volume_per_atom = 1.0;   ///< Å^3
  double max_volume_per_atom = 10'000.0;     ///< Å^3
  std::int64_t match_steps = 4'000'000'000;  ///< of about a nanosecond; sets of thousands of crystals need a tenth
  std::int64_t chgnet_bonds = 60'000;    ///< 10 kB of memory for each; 1,500 atoms of iron, 2,700 of a sparse crystal
  std::int64_t chgnet_angles = 200'000;  ///< 6 kB of memory for each; 1,100 atoms of iron, 260 of diamond
};

/// A field of ReadLimits.
struct ReadLimit {
  std::string_view name;  ///< "atoms", in the section [limits] of a configuration and after --limit
  std::variant<std::int64_t ReadLimits::*, double ReadLimits::*> field;
  double min;  ///< of what the limit may be set to
  double max;
  std::string_view unit;     ///< empty for a count
  std::string_view meaning;  ///< what is counted
  std::string_view effect;   ///< what becomes of what passes it
};

/// In the order of the page docs/reference/limits.md.
std::span<const ReadLimit> read_limit_rows();

/// The limits in force: those of the process, as the time and memory that they protect are. They are set once, before
/// anything is read; threads may read them.
const ReadLimits& read_limits();
void set_read_limits(const ReadLimits& limits);

/// Sets one from text: "atoms", "100000" or "1e5". Throws ConfigError, beginning with `place`, for an unknown name, for no
/// number, and for a number out of range.
void set_read_limit(ReadLimits& limits, std::string_view name, std::string_view value, const std::string& place = {});

/// "20000"
std::string limit_text(const ReadLimits& limits, const ReadLimit& row);

/// For the end of a message: " (limit atoms: --limit atoms=NUMBER changes it)".
std::string limit_advice(std::string_view name);

}  // namespace crystalgan
