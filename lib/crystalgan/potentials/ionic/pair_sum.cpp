#include "crystalgan/potentials/ionic/pair_sum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crystalgan/core/vectorised.hpp"

namespace crystalgan {
namespace {

// Å beyond σ: from full repulsion to none. Chosen: 1.7e-4 eV is left in the middle.
constexpr double kRepulsionFades = 2.4;
constexpr double kRepulsionEnds = 2.8;
constexpr double kFadingWidth = kRepulsionEnds - kRepulsionFades;
// ln(400): a pair repels by 400 eV at least where it is nearer, and by a straight line. Chosen: initial structures stay
// finite.
constexpr double kStraightFrom = 5.991464547107982;
// Å^2: nearer atoms count as this near.
constexpr double kLeastSquare = 1e-4;

constexpr double kOutOfReach = -1e3;  // σ of what fills a vector

struct CoulombScreen {
  double screening;
  double slope;  // 2α/√π
};

// What one pair adds: energies (eV) and g = dE/dr / r (eV/Å^2).
struct PairLanes {
  Lanes coulomb{}, repulsion{}, slope{};
};

// Paper:   Ewald, Ann. Phys. 369, 253 (1921)
// Symbols: r distance, α screening, q charges
// Here:    E = q q' erfc(α r) / r
// Differs: -
// Test:    ionic_energy_test.cpp
CRYSTALGAN_INLINED void add_coulomb(const Lanes& r, const Lanes& charges, const CoulombScreen& screen,
                                    PairLanes& pair) {
  const Lanes x = screen.screening * r;
  const Lanes both = 1.0 / (r * (x + 2.0));
  const Lanes inverse = both * (x + 2.0);
  Lanes gauss = -x * x;
  take_exponential(gauss);
  Lanes screened = (x - 2.0) * (both * r);
  take_scaled_erfc(screened);
  const Lanes energy = charges * (screened * gauss) * inverse;
  pair.coulomb += energy;
  pair.slope -= (energy + charges * screen.slope * gauss) * (inverse * inverse);
}

// Paper:   Born & Mayer, Z. Phys. 75, 1 (1932)
// Symbols: r distance, σ contact, ρ range
// Here:    E = exp((σ - r) / ρ), 1 eV at r = σ; its tangent where it is above 400 eV; faded out by 3z² - 2z³ from σ + 2.4
//          to σ + 2.8 Å
// Differs: the prefactor is in σ
// Test:    ionic_energy_test.cpp
CRYSTALGAN_INLINED void add_repulsion(const Lanes& r, const Lanes& contact, PairLanes& pair) {
  const Lanes zero{};
  const Lanes one = zero + 1.0;
  const Lanes exponent = (contact - r) * (1.0 / kRepulsionRange);
  const Lanes above = exponent > kStraightFrom ? exponent - kStraightFrom : zero;
  Lanes steep = exponent - above;
  take_exponential(steep);
  Lanes z = (contact + kRepulsionEnds - r) * (1.0 / kFadingWidth);
  z = z < zero ? zero : z;
  z = z > one ? one : z;
  const Lanes share = z * z * (3.0 - 2.0 * z);
  const Lanes energy = steep * (1.0 + above);
  pair.repulsion += energy * share;
  pair.slope -= (steep * share * (1.0 / kRepulsionRange) + energy * (6.0 / kFadingWidth) * z * (1.0 - z)) / r;
}

// Sums over the whole list.
struct PairTotals {
  Lanes coulomb{}, repulsion{};
  Lanes xx{}, yy{}, zz{}, yz{}, xz{}, xy{};
};

struct ImageArrays {
  const double* n[3];
  const double* charges;
  const double* contacts;
};

// All images of the pair that is `apart`; those before near_end may repel. Returns Σ g d (eV/Å).
CRYSTALGAN_INLINED void add_segment(const ImageArrays& images, const PairSegment& segment, const Cartesian& apart,
                                    const Basis& rows, const CoulombScreen& screen, PairTotals& totals,
                                    Cartesian& force) {
  Lanes force_x{}, force_y{}, force_z{};
  for (std::size_t at = segment.begin; at < segment.end; at += kLanes) {
    const Lanes a = lanes_at(images.n[0] + at), b = lanes_at(images.n[1] + at), c = lanes_at(images.n[2] + at);
    const Lanes x = apart[0] + a * rows[0][0] + b * rows[1][0] + c * rows[2][0];
    const Lanes y = apart[1] + a * rows[0][1] + b * rows[1][1] + c * rows[2][1];
    const Lanes z = apart[2] + a * rows[0][2] + b * rows[1][2] + c * rows[2][2];
    const Lanes least = Lanes{} + kLeastSquare;
    Lanes r = x * x + y * y + z * z;
    r = r < least ? least : r;
    take_root(r);
    PairLanes pair;
    const Lanes charges = lanes_at(images.charges + at), contacts = lanes_at(images.contacts + at);
    add_coulomb(r, charges, screen, pair);
    if (at < segment.near_end) add_repulsion(r, contacts, pair);
    totals.coulomb += segment.count * pair.coulomb;
    totals.repulsion += segment.count * pair.repulsion;
    pair.slope *= segment.count;
    const Lanes gx = pair.slope * x, gy = pair.slope * y, gz = pair.slope * z;
    force_x += gx, force_y += gy, force_z += gz;
    totals.xx += gx * x, totals.yy += gy * y, totals.zz += gz * z;
    totals.yz += gy * z, totals.xz += gx * z, totals.xy += gx * y;
  }
  force = Cartesian(sum_of(force_x), sum_of(force_y), sum_of(force_z));
}

void add_totals(const PairTotals& totals, IonicTerms& terms) {
  terms.coulomb += sum_of(totals.coulomb);
  terms.repulsion += sum_of(totals.repulsion);
  const double xx = sum_of(totals.xx), yy = sum_of(totals.yy), zz = sum_of(totals.zz);
  const double yz = sum_of(totals.yz), xz = sum_of(totals.xz), xy = sum_of(totals.xy);
  const StrainDerivative added{{{xx, xy, xz}, {xy, yy, yz}, {xz, yz, zz}}};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) terms.strain[i][j] += added[i][j];
}

CRYSTALGAN_VECTORISED void add_segments(const ImageArrays& images, const PairSegment* segments, std::size_t count,
                                        const Basis& rows, const Cartesian* positions, const CoulombScreen& screen,
                                        IonicTerms& terms) {
  PairTotals totals;
  for (std::size_t i = 0; i < count; ++i) {
    const PairSegment& segment = segments[i];
    const Cartesian apart = positions[segment.second] - positions[segment.first];
    Cartesian force;
    add_segment(images, segment, apart, rows, screen, totals, force);
    terms.forces[segment.first] = terms.forces[segment.first] + force;
    terms.forces[segment.second] = terms.forces[segment.second] - force;
  }
  add_totals(totals, terms);
}

using Triangle = std::array<std::array<double, 3>, 3>;

// How many images find_images() can find.
std::size_t most_images(const Triangle& rows, double reach) {
  double most = 1.0;
  for (std::size_t i = 0; i < 3; ++i) most *= std::floor(2.0 * reach / rows[i][i]) + 2.0;
  return static_cast<std::size_t>(most);
}

// The images within reach of one pair of atoms. In the frame of the triangle those of a row along c lie on a line, those of
// b and c in a plane. Of an atom and its own images one of each ± pair.
CRYSTALGAN_VECTORISED std::size_t find_images(const Cartesian& apart, const Triangle& rows, bool same_atom,
                                              double reach, PairImage* found) {
  const double square = reach * reach;
  std::size_t count = 0;
  // The counters are whole numbers, which doubles add exactly.
  // NOLINTBEGIN(clang-analyzer-security.FloatLoopCounter)
  const double first = same_atom ? 0.0 : std::ceil((-reach - apart[0]) / rows[0][0]);
  for (double i = first; i <= (reach - apart[0]) / rows[0][0]; i += 1.0) {
    const double x = apart[0] + i * rows[0][0];
    const double in_plane = std::sqrt(std::max(0.0, square - x * x));
    const double y0 = apart[1] + i * rows[0][1];
    const double second = same_atom && i == 0.0 ? 0.0 : std::ceil((-in_plane - y0) / rows[1][1]);
    const double last = (in_plane - y0) / rows[1][1];
    for (double j = second; j <= last; j += 1.0) {
      const double y = y0 + j * rows[1][1];
      const double plane = x * x + y * y;
      const double in_line = std::sqrt(std::max(0.0, square - plane));
      const double z0 = apart[2] + i * rows[0][2] + j * rows[1][2];
      const double third = same_atom && i == 0.0 && j == 0.0 ? 1.0 : std::ceil((-in_line - z0) / rows[2][2]);
      const double end = (in_line - z0) / rows[2][2];
      for (double k = third; k <= end; k += 1.0) {
        const double z = z0 + k * rows[2][2];
        found[count++] = {{i, j, k}, plane + z * z};
      }
    }
  }
  // NOLINTEND(clang-analyzer-security.FloatLoopCounter)
  return count;
}

}  // namespace

void PairSum::list(const IonicModel& model, const Basis& rows, std::span<const Cartesian> positions,
                   std::span<const std::uint8_t> kinds, std::span<const AtomPair> pairs, double screening, double reach,
                   double skin) {
  screening_ = screening;
  skin_ = skin;
  widest_ = reach;
  listed_rows_ = rows;
  listed_positions_.assign(positions.begin(), positions.end());
  segments_.clear();
  for (auto* array : {&images_[0], &images_[1], &images_[2], &charges_, &contacts_}) array->clear();

  // c along the last axis of the frame, b in the plane of the last two
  Basis frame;
  frame[2] = (1.0 / length(rows[2])) * rows[2];
  const Cartesian in_plane = rows[1] - dot(rows[1], frame[2]) * frame[2];
  frame[1] = (1.0 / length(in_plane)) * in_plane;
  frame[0] = cross(frame[1], frame[2]);
  if (dot(rows[0], frame[0]) < 0.0) frame[0] = -frame[0];
  const auto in_frame = [&](const Cartesian& v) {
    return Cartesian(dot(v, frame[0]), dot(v, frame[1]), dot(v, frame[2]));
  };
  Triangle triangle;
  for (std::size_t i = 0; i < 3; ++i) triangle[i] = in_frame(rows[i]).components;
  for (const AtomPair& pair : pairs) {
    const std::size_t first = pair.first, second = pair.second;
    const double contact = model.contacts[kinds[first]][kinds[second]];
    const double charges = kCoulombConstant * model.charges[kinds[first]] * model.charges[kinds[second]];
    const double repels = contact + kRepulsionEnds;
    const double furthest = std::max(charges != 0.0 ? reach : 0.0, repels);
    if (!(furthest > 0.0)) continue;
    widest_ = std::max(widest_, furthest);
    found_.resize(std::max(found_.size(), most_images(triangle, furthest + skin)));
    const std::size_t count = find_images(in_frame(positions[second] - positions[first]), triangle, first == second,
                                          furthest + skin, found_.data());
    store(pair, count, charges, contact, repels + skin);
  }
}

void PairSum::store(const AtomPair& pair, std::size_t count, double charges, double contact, double near) {
  if (count == 0) return;
  const std::size_t begin = charges_.size();
  const std::size_t end = begin + whole_lanes(count);
  for (std::size_t axis = 0; axis < 3; ++axis) images_[axis].resize(end, found_[count - 1].n[axis]);
  charges_.resize(begin + count, charges);
  charges_.resize(end, 0.0);
  contacts_.resize(begin + count, contact);
  contacts_.resize(end, kOutOfReach);
  const double near_square = near > 0.0 ? near * near : 0.0;
  std::size_t front = begin, back = begin + count;
  for (const PairImage& image : std::span(found_.data(), count)) {
    const std::size_t at = image.square < near_square ? front++ : --back;
    for (std::size_t axis = 0; axis < 3; ++axis) images_[axis][at] = image.n[axis];
  }
  segments_.push_back({pair.first, pair.second, static_cast<std::uint32_t>(begin),
                       static_cast<std::uint32_t>(begin + whole_lanes(front - begin)), static_cast<std::uint32_t>(end),
                       pair.count});
}

// A pair that is not listed was further apart than reach + skin. Moved atoms and a strained cell F bring it to no less than
// (reach + skin - 2 u) / |F⁻¹|, u the largest move of an atom in the listed cell; |F⁻¹| <= 1 + |F⁻¹ - 1|.
bool PairSum::covers(const Basis& rows, std::span<const Cartesian> positions) const {
  const Basis reciprocal = reciprocal_rows(rows);
  double furthest = 0.0;
  for (std::size_t atom = 0; atom < positions.size(); ++atom) {
    Cartesian moved = -listed_positions_[atom];
    for (std::size_t k = 0; k < 3; ++k) moved = moved + dot(positions[atom], reciprocal[k]) * listed_rows_[k];
    furthest = std::max(furthest, dot(moved, moved));
  }
  return skin_ - 2.0 * std::sqrt(furthest) >= widest_ * largest_stretch(rows, listed_rows_);
}

void PairSum::add(const Basis& rows, std::span<const Cartesian> positions, IonicTerms& terms) const {
  const ImageArrays images{
      {images_[0].data(), images_[1].data(), images_[2].data()}, charges_.data(), contacts_.data()};
  const CoulombScreen screen{screening_, 2.0 * screening_ * std::numbers::inv_sqrtpi};
  add_segments(images, segments_.data(), segments_.size(), rows, positions.data(), screen, terms);
}

}  // namespace crystalgan
