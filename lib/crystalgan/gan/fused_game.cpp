#include "crystalgan/gan/fused_game.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/gan/dense_network.hpp"
#include "crystalgan/gan/fused_perceptron.hpp"

namespace crystalgan {
namespace {

// What the networks of one game have in common.
struct GameShape {
  GeneratorShape generator;
  bool judge_sees_mask;

  std::int64_t cell() const { return generator.blocks * generator.slots * 3; }  // numbers of a cell
  std::int64_t mask() const { return generator.blocks * generator.slots; }      // flags of its mask
  std::int64_t atoms() const { return mask_inputs(generator.blocks, generator.slots); }
  bool swaps() const { return generator.form == GeneratorForm::block_swap; }
};

// The cells of one member.
template <class Number>
struct Cells {
  const Number* features;  // [B, K, S, 3]
  const bool* mask;        // [B, K, S]
  std::int64_t rows;       // B
};

// Where the fakes of one member go, and the mask that they have.
template <class Number>
struct FakePlace {
  Number* features;  // [B, K, S, 3]
  const bool* mask;  // [B, K, S]
};

template <class Number>
Cells<Number> of_member(const CellBatch& cells, std::int64_t member) {
  return {cells.features.data_ptr<Number>() + member * cells.features.stride(0),
          cells.mask.data_ptr<bool>() + member * cells.mask.stride(0), cells.size()};
}

template <class Number>
std::vector<Number>& sized(std::vector<Number>& numbers, std::int64_t count) {
  numbers.resize(static_cast<std::size_t>(count));
  return numbers;
}

// ---- The scalar functions of the losses, as in losses.hpp -----------------------------------------------------------

template <class Number>
double softplus(Number x) {
  const auto value = static_cast<double>(x);
  return (value < 0.0 ? 0.0 : value) + std::log1p(std::exp(-std::fabs(value)));
}

template <class Number>
double sigmoid(Number x) {
  return 1.0 / (1.0 + std::exp(-static_cast<double>(x)));
}

// The mean of softplus(sign logit), and into `slope` its derivative times `weight`.
template <class Number>
double mean_softplus(const Number* logit, std::int64_t count, double sign, double weight, Number* slope) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    sum += softplus(static_cast<Number>(sign) * logit[i]);
    slope[i] =
        static_cast<Number>(weight * sign * sigmoid(static_cast<Number>(sign) * logit[i]) / static_cast<double>(count));
  }
  return sum / static_cast<double>(count);
}

// The mean of (made - wanted)², and into `slope` its derivative with respect to `made` times `weight`.
template <class Number>
double mean_square(const Number* made, const Number* wanted, std::int64_t count, double weight, Number* slope) {
  const auto factor = static_cast<Number>(2.0 * weight / static_cast<double>(count));
  Number sum[8] = {};  // eight sums side by side: a vector register, and less rounding
  std::int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (std::int64_t lane = 0; lane < 8; ++lane) {
      const Number apart = made[i + lane] - wanted[i + lane];
      sum[lane] += apart * apart;
      slope[i + lane] = factor * apart;
    }
  double total = 0.0;
  for (const Number part : sum) total += static_cast<double>(part);
  for (; i < count; ++i) {
    const Number apart = made[i] - wanted[i];
    total += static_cast<double>(apart * apart);
    slope[i] = factor * apart;
  }
  return total / static_cast<double>(count);
}

// ---- Cells on their way into a network and out of it, as in generator.hpp -------------------------------------------

// Cells side by side with their masks as numbers, where the network sees those, and room for its latent inputs: `width`
// numbers each.
template <class Number>
void write_inputs(const GameShape& shape, const Cells<Number>& cells, bool sees_mask, std::int64_t width,
                  Number* inputs) {
  for (std::int64_t row = 0; row < cells.rows; ++row) {
    Number* next = std::copy_n(cells.features + row * shape.cell(), shape.cell(), inputs + row * width);
    if (!sees_mask) continue;
    const bool* present = cells.mask + row * shape.mask() + shape.generator.slots;  // the lattice is always there
    for (std::int64_t i = 0; i < shape.atoms(); ++i) next[i] = present[i] ? Number{1} : Number{0};
  }
}

template <class Number>
void write_latent(const Number* latent, std::int64_t count, std::int64_t rows, std::int64_t width, Number* inputs) {
  for (std::int64_t row = 0; row < rows; ++row) {
    Number* place = inputs + (row + 1) * width - count;  // they come last
    if (latent == nullptr)
      std::fill_n(place, count, Number{0});
    else
      std::copy_n(latent + row * count, count, place);
  }
}

template <class Number>
void clear_absent(const bool* mask, std::int64_t count, Number* numbers) {
  for (std::int64_t i = 0; i < count; ++i)
    for (std::int64_t component = 0; component < 3; ++component)
      numbers[3 * i + component] = mask[i] ? numbers[3 * i + component] : Number{0};
}

// to += from with the metals' blocks exchanged.
template <class Number>
void add_swapped(const GameShape& shape, const Number* from, std::int64_t rows, Number* to) {
  const std::int64_t size = shape.generator.slots * 3;
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t block = 0; block < shape.generator.blocks; ++block) {
      const Number* old = from + row * shape.cell() + block * size;
      Number* place = to + row * shape.cell() + block_across(block) * size;
      for (std::int64_t i = 0; i < size; ++i) place[i] += old[i];
    }
}

// ---- One generator's pass -------------------------------------------------------------------------------------------

// A generator applied to cells, with all that its derivative needs.
template <class Number>
class GeneratorPass {
 public:
  // `made` gets the cells of the other domain, whose mask is `made_mask`.
  void run(const GameShape& shape, const DenseNetwork<Number>& network, const Number* parameters,
           const Cells<Number>& cells, const Number* latent, Number* made, const bool* made_mask) {
    rows_ = cells.rows;
    mask_ = made_mask;
    const std::int64_t width = network.inputs();
    write_inputs(shape, cells, shape.swaps(), width, sized(inputs_, rows_ * width).data());
    write_latent(latent, shape.generator.latent, rows_, width, inputs_.data());
    network.forward(parameters, inputs_.data(), rows_, sized(hidden_, rows_ * network.hidden_units()).data(), made);
    if (!shape.swaps()) return;
    add_swapped(shape, cells.features, rows_, made);
    clear_absent(made_mask, rows_ * shape.mask(), made);
  }

  // Changes `of_made`. Where `of_cells` is not null, the gradient with respect to the cells is added to it.
  void derive(const GameShape& shape, DenseNetwork<Number>& network, Number* of_made,
              typename DenseNetwork<Number>::Gradients gradients, Number* of_parameters, Number* of_cells) {
    if (shape.swaps()) clear_absent(mask_, rows_ * shape.mask(), of_made);
    const std::int64_t width = network.inputs();
    Number* of_inputs = of_cells == nullptr ? nullptr : sized(of_inputs_, rows_ * width).data();
    network.backward(inputs_.data(), rows_, hidden_.data(), of_made, gradients, of_parameters, of_inputs);
    if (of_cells == nullptr) return;
    for (std::int64_t row = 0; row < rows_; ++row)
      for (std::int64_t i = 0; i < shape.cell(); ++i) of_cells[row * shape.cell() + i] += of_inputs[row * width + i];
    if (shape.swaps()) add_swapped(shape, of_made, rows_, of_cells);  // the exchange is its own inverse
  }

 private:
  std::int64_t rows_ = 0;
  const bool* mask_ = nullptr;
  std::vector<Number> inputs_;  // [B, inputs]
  std::vector<Number> hidden_;  // [B, hidden units]
  std::vector<Number> of_inputs_;
};

// ---- The game of one member -----------------------------------------------------------------------------------------

struct GeneratorValues {
  PerDomain<double> gan;             // by the domain of the discriminator
  PerDomain<double> reconstruction;  // by the domain that is returned to
};

// λ1 to λ4 by the way they belong to: .a from domain A to B and back.
struct WayWeights {
  double gan;
  double reconstruction;
};

template <class Number>
class MemberGame {
 public:
  MemberGame(const GameShape& shape, const CrossDomainGan& gan, std::int64_t member)
      : shape_(shape),
        generators_{network_of(gan.generators.a.network_shape()), network_of(gan.generators.b.network_shape())},
        judges_{network_of(gan.discriminators.a.network_shape()), network_of(gan.discriminators.b.network_shape())} {
    const auto numbers = [member](const at::Tensor& parameters) {
      return parameters.data_ptr<Number>() + member * parameters.size(1);
    };
    generators_.a.parameters = numbers(gan.generators.a.parameters());
    generators_.b.parameters = numbers(gan.generators.b.parameters());
    judges_.a.parameters = numbers(gan.discriminators.a.parameters());
    judges_.b.parameters = numbers(gan.discriminators.b.parameters());
  }

  // `fake` is where the fakes go, by the domain in which they live.
  void play(const PerDomain<Cells<Number>>& cells, const PerDomain<const Number*>& latent,
            const PerDomain<FakePlace<Number>>& fake) {
    run_way(ways_.a, generators_.a, generators_.b, cells.a, latent.a, fake.b);
    run_way(ways_.b, generators_.b, generators_.a, cells.b, latent.b, fake.a);
  }

  PerDomain<double> judge(const PerDomain<Number*>& gradients) {
    return {judge_domain(judges_.a, ways_.a.from, ways_.b.fake, gradients.a),
            judge_domain(judges_.b, ways_.b.from, ways_.a.fake, gradients.b)};
  }

  // `of_fake`, by the domain in which the fakes live, begins with the weighted gradients of the geometry, or, where the
  // fakes are not `held` by it, with zeros; it is changed.
  GeneratorValues improve(const LossWeights& weights, const PerDomain<Number*>& of_fake, const PerDomain<bool>& held,
                          const PerDomain<Number*>& gradients) {
    for (Network* network : {&generators_.a, &generators_.b, &judges_.a, &judges_.b})
      network->passes.transpose_weights(network->parameters);
    std::fill_n(gradients.a, generators_.a.size, Number{0});
    std::fill_n(gradients.b, generators_.b.size, Number{0});
    GeneratorValues values{};
    values.gan.b = derive_gan(ways_.a, judges_.b, weights.lambda1, of_fake.b);
    values.gan.a = derive_gan(ways_.b, judges_.a, weights.lambda3, of_fake.a);
    values.reconstruction.a = derive_cycle(ways_.a, generators_.b, weights.lambda2, of_fake.b, gradients.b);
    values.reconstruction.b = derive_cycle(ways_.b, generators_.a, weights.lambda4, of_fake.a, gradients.a);
    // Where nothing depends on the fakes there is no gradient, not even 0 times what may be infinite.
    if (held.b || weights.lambda1 != 0.0 || weights.lambda2 != 0.0)
      ways_.a.there.derive(shape_, generators_.a.passes, of_fake.b, Gradients::add, gradients.a, nullptr);
    if (held.a || weights.lambda3 != 0.0 || weights.lambda4 != 0.0)
      ways_.b.there.derive(shape_, generators_.b.passes, of_fake.a, Gradients::add, gradients.b, nullptr);
    return values;
  }

 private:
  using Gradients = typename DenseNetwork<Number>::Gradients;

  struct Network {
    DenseNetwork<Number> passes;
    std::int64_t size;  // N
    const Number* parameters = nullptr;
  };

  // From the cells of a domain to the other one and back.
  struct Way {
    Cells<Number> from;
    GeneratorPass<Number> there;
    Cells<Number> fake;
    GeneratorPass<Number> back;
    std::vector<Number> cycle;
  };

  static Network network_of(const PerceptronShape& shape) {
    const DenseLayer last = dense_layers(shape).back();
    return {DenseNetwork<Number>(shape), last.bias + last.outputs};
  }

  void run_way(Way& way, const Network& there, const Network& back, const Cells<Number>& from, const Number* latent,
               const FakePlace<Number>& fake) {
    way.from = from;
    way.fake = {fake.features, fake.mask, from.rows};
    way.there.run(shape_, there.passes, there.parameters, from, latent, fake.features, fake.mask);
    way.back.run(shape_, back.passes, back.parameters, way.fake, nullptr,
                 sized(way.cycle, from.rows * shape_.cell()).data(), from.mask);
  }

  // L_D of one domain: real and fake in one pass.
  double judge_domain(Network& judge, const Cells<Number>& real, const Cells<Number>& fake, Number* gradients) {
    const std::int64_t width = judge.passes.inputs();
    const std::int64_t rows = real.rows + fake.rows;
    Number* inputs = sized(inputs_, rows * width).data();
    write_inputs(shape_, real, shape_.judge_sees_mask, width, inputs);
    write_inputs(shape_, fake, shape_.judge_sees_mask, width, inputs + real.rows * width);
    const Number* logits = judged(judge, rows);
    Number* slope = sized(slope_, rows).data();
    const double loss = mean_softplus(logits, real.rows, -1.0, 1.0, slope) +
                        mean_softplus(logits + real.rows, fake.rows, 1.0, 1.0, slope + real.rows);
    judge.passes.transpose_weights(judge.parameters);
    judge.passes.backward(inputs, rows, hidden_.data(), slope, Gradients::write, gradients, nullptr);
    return loss;
  }

  // The logits of what stands in inputs_.
  const Number* judged(const Network& judge, std::int64_t rows) {
    judge.passes.forward(judge.parameters, inputs_.data(), rows,
                         sized(hidden_, rows * judge.passes.hidden_units()).data(), sized(logits_, rows).data());
    return logits_.data();
  }

  // L_GAN of a way's fakes; its gradient with respect to them, times λ, is added to `of_fake`.
  double derive_gan(const Way& way, Network& judge, double lambda, Number* of_fake) {
    const std::int64_t width = judge.passes.inputs();
    const std::int64_t rows = way.fake.rows;
    Number* inputs = sized(inputs_, rows * width).data();
    write_inputs(shape_, way.fake, shape_.judge_sees_mask, width, inputs);
    Number* slope = sized(slope_, rows).data();
    const double loss = mean_softplus(judged(judge, rows), rows, -1.0, lambda, slope);
    if (lambda == 0.0) return loss;
    Number* of_inputs = sized(of_inputs_, rows * width).data();
    judge.passes.backward(inputs, rows, hidden_.data(), slope, Gradients::none, nullptr, of_inputs);
    for (std::int64_t row = 0; row < rows; ++row)
      for (std::int64_t i = 0; i < shape_.cell(); ++i) of_fake[row * shape_.cell() + i] += of_inputs[row * width + i];
    return loss;
  }

  // L_R of a way; its gradients with respect to the fakes and to the parameters of the generator back are added, times
  // λ.
  double derive_cycle(Way& way, Network& back, double lambda, Number* of_fake, Number* of_parameters) {
    const std::int64_t count = way.from.rows * shape_.cell();
    Number* of_cycle = sized(of_cycle_, count).data();
    const double loss = mean_square(way.cycle.data(), way.from.features, count, lambda, of_cycle);
    if (lambda != 0.0) way.back.derive(shape_, back.passes, of_cycle, Gradients::add, of_parameters, of_fake);
    return loss;
  }

  GameShape shape_;
  PerDomain<Network> generators_;
  PerDomain<Network> judges_;
  PerDomain<Way> ways_;
  // of whatever is judged at the moment
  std::vector<Number> inputs_;
  std::vector<Number> hidden_;
  std::vector<Number> logits_;
  std::vector<Number> slope_;
  std::vector<Number> of_inputs_;
  std::vector<Number> of_cycle_;
};

// ---- All members ----------------------------------------------------------------------------------------------------

at::Tensor dense(const at::Tensor& tensor) { return tensor.defined() ? tensor.contiguous() : tensor; }

CellBatch dense(const CellBatch& cells) { return {dense(cells.features), dense(cells.mask)}; }

template <class Number>
class FusedGame : public Game {
 public:
  FusedGame(const CrossDomainGan& gan, const GeneratorObjective& objective)
      : gan_(gan), objective_(objective), swaps_(gan.generators.a.shape().form == GeneratorForm::block_swap) {
    const GameShape shape{gan.generators.a.shape(), gan.discriminators.a.sees_mask()};
    for (std::int64_t member = 0; member < gan.generators.a.parameters().size(0); ++member)
      members_.emplace_back(shape, gan, member);
    for (const auto& parameters : gan_.generator_parameters())
      of_generators_.push_back(at::empty_like(parameters.detach()));
    for (const auto& parameters : gan_.discriminator_parameters())
      of_judges_.push_back(at::empty_like(parameters.detach()));
  }

  void play(const PerDomain<CellBatch>& cells, const PerDomain<at::Tensor>& latent) override {
    gan_.generators.a.require_fitting(cells.a, latent.a);
    gan_.generators.b.require_fitting(cells.b, latent.b);
    cells_ = {dense(cells.a), dense(cells.b)};
    latent_ = {dense(latent.a), dense(latent.b)};
    fake_ = {made_from(cells_.b), made_from(cells_.a)};
    for (std::int64_t member = 0; member < std::ssize(members_); ++member) {
      game_of(member).play({of_member<Number>(cells_.a, member), of_member<Number>(cells_.b, member)},
                           {latent_of(latent_.a, member), latent_of(latent_.b, member)},
                           {place_of(fake_.a, member), place_of(fake_.b, member)});
    }
  }

  WithGradients<DiscriminatorTerms> judge() override {
    DiscriminatorTerms terms{values(), values()};
    for (std::int64_t member = 0; member < std::ssize(members_); ++member) {
      const PerDomain<double> loss = game_of(member).judge(buffers_of(of_judges_, member));
      set(terms.a, member, loss.a);
      set(terms.b, member, loss.b);
    }
    return {terms, of_judges_};
  }

  WithGradients<GeneratorTerms> improve() override {
    GeneratorTerms terms{values(), values(), values(), values(), std::nullopt};
    PerDomain<at::Tensor> of_fake;
    if (constrained()) terms.geometry = derive_geometry(of_fake);
    const PerDomain<bool> held{of_fake.a.defined(), of_fake.b.defined()};
    if (!held.a) of_fake.a = at::zeros_like(fake_.a.features);
    if (!held.b) of_fake.b = at::zeros_like(fake_.b.features);
    for (std::int64_t member = 0; member < std::ssize(members_); ++member) {
      const GeneratorValues found =
          game_of(member).improve(objective_.weights, {numbers(of_fake.a, member), numbers(of_fake.b, member)}, held,
                                  buffers_of(of_generators_, member));
      set(terms.gan_a, member, found.gan.a);
      set(terms.gan_b, member, found.gan.b);
      set(terms.reconstruction_a, member, found.reconstruction.a);
      set(terms.reconstruction_b, member, found.reconstruction.b);
    }
    return {terms,
            {reaches_a(held) ? of_generators_[0] : at::Tensor(), reaches_b(held) ? of_generators_[1] : at::Tensor()}};
  }

 private:
  MemberGame<Number>& game_of(std::int64_t member) { return members_[static_cast<std::size_t>(member)]; }
  static Number* numbers(const at::Tensor& tensor, std::int64_t member) {
    return tensor.data_ptr<Number>() + member * tensor.stride(0);
  }
  static const Number* latent_of(const at::Tensor& latent, std::int64_t member) {
    return latent.defined() ? numbers(latent, member) : nullptr;
  }
  static FakePlace<Number> place_of(const CellBatch& fake, std::int64_t member) {
    return {numbers(fake.features, member), fake.mask.data_ptr<bool>() + member * fake.mask.stride(0)};
  }
  static PerDomain<Number*> buffers_of(const std::vector<at::Tensor>& of_networks, std::int64_t member) {
    return {numbers(of_networks[0], member), numbers(of_networks[1], member)};
  }
  static void set(const at::Tensor& term, std::int64_t member, double value) {
    term.data_ptr<Number>()[member] = static_cast<Number>(value);
  }
  at::Tensor values() const { return at::empty({std::ssize(members_)}, of_judges_[0].options()); }  // [M]

  // Room for the fakes of these cells, with their mask.
  CellBatch made_from(const CellBatch& cells) const {
    return {at::empty_like(cells.features), swaps_ ? metal_blocks_exchanged(cells.mask) : cells.mask};
  }

  // Whether any term depends on the generator from domain A, or B: by the fakes it makes, or by the way back.
  bool reaches_a(const PerDomain<bool>& held) const {
    const LossWeights& weights = objective_.weights;
    return held.b || weights.lambda1 != 0.0 || weights.lambda2 != 0.0 || weights.lambda4 != 0.0;
  }
  bool reaches_b(const PerDomain<bool>& held) const {
    const LossWeights& weights = objective_.weights;
    return held.a || weights.lambda3 != 0.0 || weights.lambda4 != 0.0 || weights.lambda2 != 0.0;
  }

  bool constrained() const { return objective_.constraint && objective_.constraint->form != GeometryForm::none; }

  // The constraint's parts have written-out derivatives of their own (constraint.cpp); LibTorch joins them. What no
  // geometric term depends on gets no gradient.
  GeometryTerms derive_geometry(PerDomain<at::Tensor>& of_fake) const {
    const auto& weights = objective_.weights;
    GeometryTerms sum;
    for (const bool of_a : {false, true}) {
      CellBatch fake = of_a ? fake_.a : fake_.b;
      fake.features = fake.features.detach().requires_grad_(true);
      const GeometryTerms terms = geometry_terms(fake, *objective_.constraint);
      sum.geo1 = of_a ? sum.geo1 + terms.geo1.detach() : terms.geo1.detach();
      sum.geo2 = of_a ? sum.geo2 + terms.geo2.detach() : terms.geo2.detach();
      std::vector<at::Tensor> outputs;
      std::vector<at::Tensor> slopes;
      for (const auto& [lambda, term] :
           {std::pair{weights.lambda5, terms.geo1}, std::pair{weights.lambda6, terms.geo2}}) {
        if (lambda == 0.0 || !term.requires_grad()) continue;
        outputs.push_back(term);
        slopes.push_back(at::full_like(term, lambda));
      }
      if (outputs.empty()) continue;
      (of_a ? of_fake.a : of_fake.b) = torch::autograd::grad(outputs, {fake.features}, slopes)[0].contiguous();
    }
    return sum;
  }

  CrossDomainGan gan_;
  GeneratorObjective objective_;
  bool swaps_;
  std::vector<MemberGame<Number>> members_;
  std::vector<at::Tensor> of_generators_;  // [M, N] each
  std::vector<at::Tensor> of_judges_;
  PerDomain<CellBatch> cells_;
  PerDomain<at::Tensor> latent_;
  PerDomain<CellBatch> fake_;
};

}  // namespace

namespace {

// Plain numbers are not checked where they are used, so the networks are, once.
void require_one_game(const CrossDomainGan& gan) {
  const GeneratorShape& a = gan.generators.a.shape();
  const GeneratorShape& b = gan.generators.b.shape();
  const auto sizes = [](const GeneratorShape& shape) {
    return std::array{shape.blocks, shape.slots, shape.latent, static_cast<std::int64_t>(shape.form)};
  };
  check_shape("generator of domain B", sizes(a), sizes(b));
  const std::int64_t members = gan.generators.a.parameters().size(0);
  for (const auto& parameters :
       {gan.generators.b.parameters(), gan.discriminators.a.parameters(), gan.discriminators.b.parameters()})
    check_shape("parameters", std::array{members, kAnySize}, parameters.sizes());
  for (const Discriminator* judge : {&gan.discriminators.a, &gan.discriminators.b}) {
    const std::int64_t inputs = a.blocks * a.slots * 3 + (judge->sees_mask() ? mask_inputs(a.blocks, a.slots) : 0);
    check_shape("discriminator", std::array{inputs, std::int64_t{1}},
                std::array{judge->network_shape().inputs, judge->network_shape().outputs});
  }
  check_shape("masks seen by the discriminators", std::array{std::int64_t{gan.discriminators.a.sees_mask()}},
              std::array{std::int64_t{gan.discriminators.b.sees_mask()}});
}

}  // namespace

std::unique_ptr<Game> make_fused_game(const CrossDomainGan& gan, const GeneratorObjective& objective) {
  const at::Tensor& parameters = gan.generators.a.parameters();
  if (!fused_perceptron_serves(parameters.unsqueeze(1))) return nullptr;  // [M, 1, N], as a batch
  require_one_game(gan);
  if (parameters.scalar_type() == at::kDouble) return std::make_unique<FusedGame<double>>(gan, objective);
  return std::make_unique<FusedGame<float>>(gan, objective);
}

}  // namespace crystalgan
