#include "crystalgan/potentials/parallel_calculations.hpp"

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "crystalgan/core/parallel.hpp"

namespace crystalgan {
namespace {

// One calculator for each thread that works at the same time.
class IdleCalculators {
 public:
  explicit IdleCalculators(const Calculator& first) : first_(first) {}

  std::unique_ptr<Calculator> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return first_.another();
    std::unique_ptr<Calculator> calculator = std::move(idle_.back());
    idle_.pop_back();
    return calculator;
  }
  void give_back(std::unique_ptr<Calculator> calculator) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(calculator));
  }

 private:
  const Calculator& first_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Calculator>> idle_;
};

}  // namespace

void parallel_calculations(std::size_t count, const Calculator& calculator, std::size_t threads,
                           const std::function<void(std::size_t, Calculator&)>& work) {
  IdleCalculators idle(calculator);
  parallel_for(count, threads, [&](std::size_t i) {
    std::unique_ptr<Calculator> own = idle.take();
    work(i, *own);
    idle.give_back(std::move(own));
  });
}

}  // namespace crystalgan
