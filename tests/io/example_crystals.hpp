#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

inline Site site(const char* symbol, double x, double y, double z) { return {Element::from_symbol(symbol), {x, y, z}}; }

inline Structure cubic_crystal() {
  return {Lattice::from_parameters(4.09, 4.09, 4.09, 90, 90, 90),
          {site("Pd", 0, 0, 0), site("H", 0.5, 0.5, 0.5), site("Pd", 0, 0.5, 0.5), site("H", 0.5, 0, 0)},
          "cubic"};
}

inline Structure hexagonal_crystal() {
  return {Lattice::from_parameters(3.2495, 3.2495, 5.2069, 90, 90, 120),
          {site("Zn", 1.0 / 3.0, 2.0 / 3.0, 0), site("O", 1.0 / 3.0, 2.0 / 3.0, 0.345)},
          "hexagonal"};
}

/// Badly skewed, and left-handed.
inline Structure skewed_crystal() {
  return {Lattice({Cartesian{3.1, 0.2, -0.1}, Cartesian{4.0, -2.6, 0.3}, Cartesian{-5.2, 3.9, 3.3}}),
          {site("H", 0.1, 0.2, 0.3), site("Pd", -0.45, 1.62, 0.77), site("H", 0.8, 0.55, 0.12)},
          "skewed"};
}

inline std::vector<Structure> example_crystals() { return {cubic_crystal(), hexagonal_crystal(), skewed_crystal()}; }

/// The atoms of both in the same order, within `tolerance` Å of each other in space.
inline void expect_same_positions(const Structure& got, const Structure& expected, double tolerance) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t row = 0; row < 3; ++row)
    EXPECT_LT(length(got.lattice().rows()[row] - expected.lattice().rows()[row]), tolerance);
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got.sites()[i].element, expected.sites()[i].element);
    EXPECT_LT(length(got.lattice().cartesian(got.sites()[i].position) -
                     expected.lattice().cartesian(expected.sites()[i].position)),
              tolerance);
  }
}

/// The same crystal in any orientation: the same cell parameters, the same fractional coordinates in the same order.
inline void expect_same_cell(const Structure& got, const Structure& expected, double tolerance) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(got.lattice().lengths()[i], expected.lattice().lengths()[i], tolerance);
    EXPECT_NEAR(got.lattice().angles()[i], expected.lattice().angles()[i], tolerance);
  }
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got.sites()[i].element, expected.sites()[i].element);
    for (std::size_t axis = 0; axis < 3; ++axis)
      EXPECT_NEAR(got.sites()[i].position[axis], expected.sites()[i].position[axis], tolerance);
  }
}

/// The message of the `Expected` error that `call` throws.
template <class Expected, class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const Expected& error) {
    return error.what();
  } catch (const Error& error) {
    return std::string("another error: ") + error.what();
  }
  return "no error";
}

/// `text` with the first `from` replaced by `to`.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << "the text has no '" << from << "'";
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// The same text with the line ends of Windows.
inline std::string with_crlf(const std::string& text) {
  std::string all;
  for (const char letter : text) all += letter == '\n' ? std::string("\r\n") : std::string(1, letter);
  return all;
}

/// Whatever is cut off the end: `parse` throws, or gives the same atoms. Only the coordinates of the last atom may
/// differ, and only for a cut in its own line, which no reader can tell from a number with fewer digits.
template <class Parse>
void expect_cuts_are_noticed(const std::string& text, Parse parse) {
  const Structure whole = parse(text);
  const std::size_t last_line = text.find_last_of('\n', text.find_last_not_of("\r\n")) + 1;
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    try {
      const Structure part = parse(text.substr(0, cut));
      ASSERT_EQ(part.size(), whole.size()) << "cut at byte " << cut;
      EXPECT_EQ(part.lattice().rows(), whole.lattice().rows()) << "cut at byte " << cut;
      const std::size_t certain = cut > last_line ? whole.size() - 1 : whole.size();
      for (std::size_t i = 0; i < certain; ++i) {
        EXPECT_EQ(part.sites()[i].element, whole.sites()[i].element) << "cut at byte " << cut;
        EXPECT_EQ(part.sites()[i].position, whole.sites()[i].position) << "cut at byte " << cut;
      }
    } catch (const ParseError&) {
    } catch (const StructureError&) {
    }
  }
}

}  // namespace crystalgan
