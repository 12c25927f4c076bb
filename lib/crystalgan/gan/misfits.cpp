#include "crystalgan/gan/misfits.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <array>
#include <utility>

#include "crystalgan/gan/plain_numbers.hpp"

namespace crystalgan {
namespace {

struct Chosen : torch::CustomClassHolder {
  std::array<Misfits, 2> misfits;
};

class MisfitTerms : public torch::autograd::Function<MisfitTerms> {
 public:
  static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context, const at::Tensor& distances,
                                                const c10::intrusive_ptr<Chosen>& chosen, std::int64_t members) {
    context->save_for_backward({distances});
    context->saved_data["chosen"] = c10::IValue::make_capsule(chosen);
    const auto numbers = plain_numbers(distances);
    const double* distance = numbers.data_ptr<double>();
    torch::autograd::variable_list terms;
    for (const Misfits& misfits : chosen->misfits) {
      auto term = at::zeros({members}, at::kDouble);
      for (const Misfit& misfit : misfits.all) {
        const double off = distance[misfit.distance] - misfit.wanted;
        term.data_ptr<double>()[misfit.member] += misfits.factor * off * off;
      }
      terms.push_back(term.to(distances.options()));
    }
    return terms;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->saved_data["chosen"].toCapsule();
    const auto distances = context->get_saved_variables().front();
    const auto numbers = plain_numbers(distances);
    const double* distance = numbers.data_ptr<double>();
    auto of_distances = at::zeros(distances.sizes(), at::kDouble);
    double* sum = of_distances.data_ptr<double>();
    for (std::size_t term = 0; term < 2; ++term) {
      const Misfits& misfits = static_cast<const Chosen&>(*saved).misfits[term];
      const auto of_term = plain_numbers(gradients[term]);
      const double* gradient = of_term.data_ptr<double>();
      for (const Misfit& misfit : misfits.all)
        sum[misfit.distance] +=
            2.0 * misfits.factor * (distance[misfit.distance] - misfit.wanted) * gradient[misfit.member];
    }
    return {of_distances.to(distances.options()), {}, {}};
  }
};

}  // namespace

GeometryTerms misfit_terms(const at::Tensor& distances, Misfits geo1, Misfits geo2, std::int64_t members) {
  auto chosen = c10::make_intrusive<Chosen>();
  chosen->misfits = {std::move(geo1), std::move(geo2)};
  const auto terms = MisfitTerms::apply(distances, chosen, members);
  return {terms[0], terms[1]};
}

}  // namespace crystalgan
