#include "crystalgan/io/structure_file.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/input_file.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/cif.hpp"
#include "crystalgan/io/compression.hpp"
#include "crystalgan/io/extxyz.hpp"
#include "crystalgan/io/format_content.hpp"
#include "crystalgan/io/json_file.hpp"
#include "crystalgan/io/optimade.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/require_physical.hpp"
#include "crystalgan/io/shelx.hpp"
#include "crystalgan/io/symmetric_cif.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

std::vector<Structure> physical(std::vector<Structure> structures) {
  for (const Structure& structure : structures) require_physical(structure);
  return structures;
}

const std::array<StructureFormat, 5> kFormats{{
    {"POSCAR",
     {".vasp", ".poscar", ".contcar", ".xdatcar"},
     {"POSCAR", "POSCARS", "CONTCAR", "CONTCARS", "XDATCAR"},
     false,
     content::is_poscar,
     [](std::string_view text, const std::string& file, ReadNotes& notes) {
       return physical(parse_poscars(text, file, notes));
     },
     [](const std::vector<Structure>& one) { return poscar_text(one.front(), one.front().name()); }},
    {"CIF",
     {".cif", ".mcif"},
     {},
     true,
     content::is_cif,
     [](std::string_view text, const std::string& file, ReadNotes& notes) {
       return physical(parse_cif(text, file, notes));
     },
     [](const std::vector<Structure>& structures) { return symmetric_cif_text(structures); }},
    {"extended XYZ",
     {".xyz", ".extxyz"},
     {},
     true,
     content::is_extxyz,
     [](std::string_view text, const std::string& file, ReadNotes&) { return physical(parse_extxyz(text, file)); },
     extxyz_text},
    {"SHELX",
     {".res"},
     {},
     true,
     content::is_res,
     [](std::string_view text, const std::string& file, ReadNotes& notes) {
       return physical(parse_res(text, file, notes));
     },
     res_text},
    {"JSON (OPTIMADE, pymatgen, ASE)", {".jsonl"}, {}, true, content::is_json, parse_json, optimade_text},
}};

/// "a, b or c"
std::string listed(const std::vector<std::string>& words, std::string_view last) {
  if (words.size() < 2) return join(words);
  return join({words.begin(), words.end() - 1}) + std::string(last) + words.back();
}

/// The formats for one file hold several structures: "CIF, extended XYZ and OPTIMADE JSON Lines".
std::string names_of_those_that_hold_several() {
  std::vector<std::string> names;
  for (const StructureFormat& format : kFormats)
    if (format.holds_several) names.emplace_back(format.name);
  return listed(names, " and ");
}

// Bytes at the beginning of a file that show what it is. Chosen: a thousand lines, and long remarks before them.
constexpr std::size_t kHeadBytes = std::size_t{1} << 20;

/// The format by name, or by content where that is plainly another or the name tells none.
const StructureFormat& format_of_file(const std::filesystem::path& path, std::string_view text, const std::string& name,
                                      ReadNotes& notes) {
  const StructureFormat* const by_name = format_of(path);
  text = text.substr(0, kHeadBytes);
  if (by_name != nullptr && by_name->has_content(text)) return *by_name;
  const auto* const by_content =
      std::ranges::find_if(kFormats, [&](const StructureFormat& format) { return format.has_content(text); });
  if (by_content == kFormats.end()) {
    if (by_name != nullptr) return *by_name;
    const std::string_view first = text.substr(0, text.find('\n'));
    throw UnknownFormatError(name, 0,
                             "not one of " + structure_format_names() + " by its name or content: it begins with '" +
                                 printable(first) + "'");
  }
  if (by_name != nullptr)
    notes.remarks.push_back(name + ": read as " + std::string(by_content->name) + " by its content, not as " +
                            std::string(by_name->name) + " by its name");
  return *by_content;
}

// Bytes of a file that no format knows by its content, but one by its name. Chosen: more is no crystal.
constexpr std::size_t kMaxUnknownBytes = std::size_t{1} << 24;

/// Throws ParseError for a zero byte from byte `begin` on, which no text has and all of the empty parts of a sparse file.
void require_text(std::string_view bytes, const std::string& name, std::size_t begin = 0) {
  const std::size_t zero = bytes.find('\0', begin);
  if (zero == std::string_view::npos) return;
  const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(zero), '\n');
  throw ParseError(name, line, "expected text, got a zero byte");
}

/// Reads the rest of a structure file. What is no structure file and what is too large shows at its beginning, and no more
/// of it is read.
void read_rest(InputFile& file, const std::filesystem::path& path, const std::string& name, std::string& bytes) {
  const std::int64_t limit = read_limits().file_bytes;
  const auto refuse = [&](const std::string& got) {
    throw ParseError(
        name, 0,
        "expected a file of at most " + std::to_string(limit) + " bytes, got " + got + limit_advice("file_bytes"));
  };
  const auto max_bytes = static_cast<std::size_t>(limit);
  if (file.size() && *file.size() > max_bytes) refuse(std::to_string(*file.size()));
  const bool is_known =
      is_packed(bytes) || is_compressed_name(path) ||
      std::ranges::any_of(kFormats, [&](const StructureFormat& format) { return format.has_content(bytes); });
  const std::size_t unknown_bytes = std::min(max_bytes, kMaxUnknownBytes);
  const auto read_up_to = [&](std::size_t most) {
    return bytes.size() >= most || file.read_more(bytes, most - bytes.size());
  };
  if (!is_known && read_up_to(unknown_bytes) && file.read_more(bytes, 1) && bytes.size() <= max_bytes)
    throw UnknownFormatError(name, 0,
                             "expected the content of " + structure_format_names() + ", got '" +
                                 printable(std::string_view(bytes).substr(0, bytes.find('\n'))) + "' and so on");
  const bool is_text = !is_packed(bytes) && !is_compressed_name(path);
  if (is_known && is_text) require_text(bytes, name);
  if (is_known && file.size()) bytes.reserve(static_cast<std::size_t>(*file.size()));
  for (bool has_more = true; has_more && bytes.size() < max_bytes;) {
    const std::size_t before = bytes.size();
    has_more = read_up_to(std::min(max_bytes, before + kHeadBytes));
    if (is_known && is_text) require_text(bytes, name, before);
  }
  if (bytes.size() >= max_bytes && file.read_more(bytes, 1)) refuse("more");
}

std::vector<Structure> read_text(const std::filesystem::path& path, std::string_view text, const std::string& name,
                                 ReadNotes& notes) {
  return format_of_file(path, text, name, notes).read(text, name, notes);
}

/// Whether a file or a folder of the path is hidden, or is of those that macOS adds to archives.
bool is_hidden_member(const std::filesystem::path& path) {
  return std::ranges::any_of(path, [](const std::filesystem::path& part) {
    const std::string& word = part.native();
    return word == "__MACOSX" || (word.starts_with('.') && word != "." && word != "..");
  });
}

/// Unpacks a member that is compressed itself; false where it is an archive. `max_bytes` is what may still be unpacked.
bool unpack_member(PackedMember& member, const std::string& name, std::size_t& max_bytes) {
  if (!is_compressed_name(member.name) && !is_packed(member.text)) return true;
  auto inner = unpacked(std::move(member.text), name, max_bytes);
  if (inner.size() != 1 || !inner[0].name.empty()) return false;
  member.text = std::move(inner[0].text);
  max_bytes -= member.text.size();
  return true;
}

/// All structures of an archive, whose members stand alone: one that cannot be read does not hide the others.
std::vector<Structure> read_members(std::vector<PackedMember> members, const std::string& archive, ReadNotes& notes) {
  std::vector<Structure> structures;
  auto max_bytes = static_cast<std::size_t>(read_limits().unpacked_bytes);  // of compressed members
  ReadCounts counts;
  for (PackedMember& member : members) {
    const std::string name = archive + "/" + printable(member.name, 4096);
    const auto skip = [&](const char* reason, const char* kind) {
      notes.skipped.push_back(name + ": " + reason);
      ++notes.skipped_kinds[kind];
    };
    if (is_hidden_member(member.name)) {
      skip("hidden", "hidden");
      continue;
    }
    std::vector<Structure> of_member;
    try {
      if (!unpack_member(member, name, max_bytes)) {
        skip("an archive in an archive; unpack it first", "an archive");
        continue;
      }
      of_member = read_text(member.name, member.text, name, notes);
    } catch (const UnknownFormatError& error) {
      notes.skipped.emplace_back(error.what());
      ++notes.skipped_kinds[kOtherFormat];
    } catch (const ParseError& error) {
      notes.refusals.emplace_back(error.what());
    } catch (const StructureError& error) {
      notes.refusals.emplace_back(error.what());
    }
    member = {};
    for (Structure& structure : of_member) {
      counts.add(structure.size(), archive);
      structures.push_back(std::move(structure));
    }
  }
  return structures;
}

/// Throws ParseError where a text from a compressed file of `stored_bytes` bytes has more words and values than the limit and
/// than two for each of these bytes. Chosen: a repeated word has hundreds, numbers and names of crystals less than one.
void require_few_words_for(std::size_t stored_bytes, std::string_view text, const std::string& name) {
  const std::size_t limit = std::max(static_cast<std::size_t>(read_limits().values), 2 * stored_bytes);
  if (text.size() / 2 < limit) return;
  std::size_t words = 0;
  bool in_word = false;
  for (const char letter : text) {
    const bool is_letter = std::string_view(" \t\r\n,[]{}").find(letter) == std::string_view::npos;
    words += (is_letter && !in_word) || letter == '[' || letter == '{' ? 1 : 0;
    in_word = is_letter;
  }
  if (words > limit)
    throw ParseError(name, 0,
                     "expected at most " + std::to_string(limit) + " words in a compressed file of this size, got " +
                         std::to_string(words) + limit_advice("values"));
}

/// For libarchive zeros are a tar archive without files.
[[noreturn]] void refuse_empty(const std::filesystem::path& path, const std::string& name) {
  constexpr const char* none = "expected structures, got none";
  if (format_of(path) != nullptr) throw ParseError(name, 0, none);
  throw UnknownFormatError(name, 0, none);  // in a folder an archive of other files is passed over
}

}  // namespace

std::span<const StructureFormat> structure_formats() { return kFormats; }

std::string structure_format_names() {
  std::vector<std::string> names;
  for (const StructureFormat& format : kFormats) names.emplace_back(format.name);
  return listed(names, " or ");
}

std::string structure_file_patterns() {
  std::vector<std::string> patterns;
  for (const StructureFormat& format : kFormats) {
    for (const std::string_view ending : format.endings) patterns.push_back("*" + std::string(ending));
    for (const std::string_view word : format.words) {
      if (!word.ends_with('S')) patterns.push_back(std::string(word) + "*");
      patterns.push_back("*" + std::string(word));
    }
  }
  return join(patterns);
}

const StructureFormat* format_of(const std::filesystem::path& path) {
  const std::filesystem::path bare = is_compressed_name(path) ? path.stem() : path.filename();
  const std::string name = in_lower_case(bare.string());
  const std::string extension = in_lower_case(bare.extension().string());
  for (const StructureFormat& format : kFormats)
    if (std::ranges::find(format.endings, extension) != format.endings.end()) return &format;
  for (const StructureFormat& format : kFormats)
    for (const std::string_view word : format.words)
      if (const std::string letters = in_lower_case(std::string(word));
          name.starts_with(letters) || name.ends_with(letters))
        return &format;
  return nullptr;
}

std::vector<Structure> read_structures(const std::filesystem::path& path) {
  ReadNotes notes;
  std::vector<Structure> structures = read_structures(path, notes);
  if (!notes.refusals.empty()) throw StructureError(notes.refusals.front());
  return structures;
}

std::vector<Structure> read_structures(const std::filesystem::path& path, ReadNotes& notes) {
  // 4096: the longest path of Linux. File names may hold line ends; messages may not.
  const std::string name = printable(path.string(), 4096);
  InputFile file(path);
  std::string bytes;
  const bool has_more = file.read_more(bytes, kHeadBytes);
  const bool is_unnamed = format_of(path) == nullptr && !is_compressed_name(path);
  if (is_unnamed && !bytes.empty() && !is_packed(bytes))
    format_of_file(path, bytes, name, notes);  // throws before a large file of another kind is read
  if (has_more) read_rest(file, path, name, bytes);
  if (!is_compressed_name(path) && !is_packed(bytes)) return read_text(path, bytes, name, notes);
  const std::size_t stored_bytes = bytes.size();
  std::vector<PackedMember> members = unpacked(std::move(bytes), name);
  const bool is_one_text = members.size() == 1 && members[0].name.empty();
  for (const PackedMember& member : members) require_few_words_for(stored_bytes, member.text, name);
  const std::size_t refused = notes.refusals.size();
  std::vector<Structure> structures =
      is_one_text ? read_text(path, members[0].text, name, notes) : read_members(std::move(members), name, notes);
  if (structures.empty() && notes.refusals.size() == refused) refuse_empty(path, name);
  return structures;
}

std::string file_stem(const std::string& structure_name) {
  constexpr std::size_t longest = 100;  // chosen: file systems take 255 bytes, and numbers and endings are added
  std::string name = std::filesystem::path(structure_name).filename().string();
  std::string frame;  // "#2" of the second structure of a file
  if (const auto mark = name.rfind('#'); mark != std::string::npos) {
    frame = "_" + name.substr(mark + 1);
    name.resize(mark);
  }
  const auto cut = [&](std::string_view ending) {
    if (name.size() > ending.size() && name.ends_with(ending)) name.resize(name.size() - ending.size());
  };
  for (const std::string_view ending : {".gz", ".bz2", ".xz", ".zst"}) cut(ending);
  for (const StructureFormat& format : kFormats)
    for (const std::string_view ending : format.endings) cut(ending);
  if (name.size() + frame.size() > longest) name.resize(longest - std::min(longest, frame.size()));
  name += frame;
  for (char& letter : name)
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0 && letter != '-' && letter != '.' && letter != '_')
      letter = '_';
  return name;
}

std::string structures_text(const std::vector<Structure>& structures, const StructureFormat& format) {
  if (!format.holds_several && structures.size() != 1)
    throw ConfigError("output format", "a file of the format " + std::string(format.name) +
                                           " holds exactly one structure, got " + std::to_string(structures.size()) +
                                           "; " + names_of_those_that_hold_several() + " hold several");
  return format.write(structures);
}

void write_structures(const std::filesystem::path& path, const std::vector<Structure>& structures) {
  const StructureFormat* const format = format_of(path);
  if (format == nullptr)
    throw ConfigError("output format", "expected the name of a structure file (" + structure_file_patterns() +
                                           "), got " + path.string());
  write_structure_text(path, structures_text(structures, *format));
}

void write_structure_text(const std::filesystem::path& path, const std::string& text) {
  write_file(path, compressed(text, path));
}

}  // namespace crystalgan
