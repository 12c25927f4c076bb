#pragma once

#include <cstddef>  // brings __GLIBC__, whose loader makes the choice below

/// Before a plain loop over numbers: it is compiled once per generation of x86-64 vector units, and the one for the
/// processor at hand is taken when the program starts. Elsewhere there is the one plain version. A build for one kind only,
/// to measure it, defines it as nothing: -DCRYSTALGAN_VECTORISED= -mavx2 -mfma.
#if defined(CRYSTALGAN_VECTORISED)
#elif defined(__x86_64__) && defined(__GLIBC__)
#define CRYSTALGAN_VECTORISED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CRYSTALGAN_VECTORISED
#endif
