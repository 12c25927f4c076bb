#pragma once

#include <string_view>

namespace crystalgan::test {

// A compare.json of two seeds and twenty samples, cut down to what a report reads.
inline constexpr std::string_view kComparison = R"({
  "system": "Pd-Ni-H", "policy": "radii", "samples": 20, "seeds": [3, 4], "main": "crystalgan",
  "contenders": [
    {"name": "crystalgan", "kind": "method", "meaning": "the published method, then repair",
     "means": {"generated": {"mean": 20.0, "half_width": null}, "decoded": {"mean": 20.0, "half_width": null},
               "as_generated": {"certified": {"mean": 18.0, "half_width": null}},
               "repaired": {"certified": {"mean": 20.0, "half_width": null}, "novel": {"mean": 19.0, "half_width": null}}}},
    {"name": "random", "kind": "null", "meaning": "atoms <anywhere>",
     "means": {"generated": {"mean": 20.0, "half_width": 0.0}, "decoded": {"mean": 20.0, "half_width": 0.0},
               "as_generated": {"certified": {"mean": 2.0, "half_width": 1.0}},
               "repaired": {"certified": {"mean": 19.5, "half_width": 1.0}, "novel": {"mean": 15.0, "half_width": 2.0}}}}
  ]
})";

}  // namespace crystalgan::test
