"""The published method once more, in JAX and float64: losses, gradients and whole training updates of steps 1 and 3, and
the feature transfer between them. Compares them with what the program wrote into an exchange file.

    build/python/bin/python tests/reference/jax_game.py EXCHANGE.safetensors ... [--checkpoint MEMBER.safetensors]

Exit code 0: all agree; 1: something differs, with one line on stderr that says what, for every such file; 2: a file cannot
be used; 77: JAX is not installed. Prints every quantity with its largest deviation and the limit.

Written from the paper (arXiv:1810.11203) and from what the project says about it, not from the program's code. Gradients
come from jax.grad. Nearest images are found by trying all lattice vectors within a range that is proven to be wide enough.

The exchange file
-----------------
Legend: B structures in the batch (B_a and B_b may differ), S slots, N numbers of a network, P pairs, T updates. "a" is the
A-X side (in step 3 AHB), "b" the B-X side (BHA). Floating-point tensors are float64 (F64), or float32 (F32) throughout.

__metadata__ has one entry, "settings", a JSON object as a string:

    {"step": 1,                       1 or 3; in step 1 there is no geometry
     "layers": 5, "width": 100,       weight matrices of every network, and its hidden units
     "lambda": [0.1, 1, 0.1, 1, 1, 1],
     "geometry": "hinge",             none, literal, spring or hinge
     "images": true,                  count periodic images
     "constrain_x": false,            the X atoms are a group of their own
     "d1": 1.8, "d2": 3.0,            angstrom
     "updates": 3,                    T: how many led from before/ to after/; 0: none, there is no after/
     "generator_updates": 1,          of the generators, after each of the discriminators
     "adam": {"learning_rate": 1e-4, "beta1": 0.5, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0}}

Tensors, with {network} generator-a (from a to b), generator-b (from b to a), discriminator-a (of a) and discriminator-b:

    features-a, features-b       [B, 4, S, 3]  block 0 the lattice (rows 0 to 2), 1 the X, 2 the A, 3 the B atoms; angstrom
    mask-a, mask-b               [B, 4, S]     BOOL, U8 or I64: which rows hold an atom, not 0
    before/step{s}/{network}     [N]           layer by layer weights [in, out], then bias; s is the step. May stand in
                                               the file of --checkpoint instead, there without "before/"
      .../first-moment, .../second-moment  [N] of Adam; zero if missing
      .../steps                  [] or [1]     I64, steps of Adam before; 0 if missing
    after/step{s}/...                          the same after T updates; moments and steps are compared if they are there

    loss/{term}                  [] or [1]     with the networks of before/: gan-b, reconstruction-a, gan-a,
                                               reconstruction-b, generator-total, discriminator-a, discriminator-b,
                                               discriminator-total; in step 3 also geo1, geo2 (sums over both fakes)
    gradient/{network}           [N]           of generator-total by the generators and of discriminator-total by the
                                               discriminators, all networks as in before/
    update-losses                [T, 10]       optional: the terms of every update in the order gan-b, reconstruction-a,
                                               gan-a, reconstruction-b, geo1, geo2, generator-total, discriminator-a,
                                               discriminator-b, discriminator-total; those of the generators from their
                                               last update, against the discriminators just updated; geo 0 in step 1

    transfer/partners            [P, 2]        optional, step 1 only, I64: structure i of a meets structure j of b
    transfer/a, transfer/b       [P, 4, S, 3]  AHB_g and BHA_g made of the fakes of before/, and their masks; 0 in rows
                                               with neither a lattice vector nor an atom
    transfer/mask-a, transfer/mask-b  [P, 4, S]

An update: fakes and cycles of the batch; one Adam step of both discriminators on the batch and these fakes; then
`generator_updates` Adam steps of both generators against the new discriminators, each with the fakes of the generators as
they are.
"""

import argparse
import functools
import itertools
import json
import os
import sys

os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")  # compiling takes longer than computing
try:
    import jax
    import numpy
except ImportError as error:
    print(f"skipped: {error}", file=sys.stderr)
    sys.exit(77)

import safetensors_file

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
from jax import numpy as jnp  # noqa: E402

NETWORKS = {"generators": ("generator-a", "generator-b"), "discriminators": ("discriminator-a", "discriminator-b")}
GENERATOR_TERMS = ("gan-b", "reconstruction-a", "gan-a", "reconstruction-b", "geo1", "geo2", "generator-total")
DISCRIMINATOR_TERMS = ("discriminator-a", "discriminator-b", "discriminator-total")
MOST_IMAGES = 200_000  # of one cell; no cell of a training needs as many

# Largest deviation allowed, by the precision of the exchange. Losses: relative to the value, totals to the sum of their
# terms' sizes. Others: of the largest number of the tensor (gradients, moments), or of 1 (weights, features).
# Chosen: 1e-9 is far above the rounding of float64. The same game in float32 (jax_game_test.py) is up to 1e-5 off in its
# gradients. Weights: Adam divides by the size of the gradient, so that where the gradient is nothing but rounding the step
# is, too; their limit holds for the root of the mean square.
SMALL = 1e-3  # a loss below counts as of this size: where a hinge is just touched, nothing but rounding is left
LIMITS = {
    "F64": {"loss": 1e-9, "gradient": 1e-9, "moment": 1e-9, "weights": 1e-9, "features": 1e-9},
    "F32": {"loss": 1e-5, "gradient": 1e-4, "moment": 1e-4, "weights": 1e-6, "features": 1e-5},
}


# ---- Networks ------------------------------------------------------------------------------------------------------------

def perceptron(parameters, inputs, outputs, settings):
    """ReLU units in all layers but the last; `inputs` [B, in] -> [B, outputs]."""
    sizes = [inputs.shape[1]] + (settings["layers"] - 1) * [settings["width"]] + [outputs]
    at, values = 0, inputs
    for layer, (fan_in, fan_out) in enumerate(itertools.pairwise(sizes)):
        weights = parameters[at:at + fan_in * fan_out].reshape(fan_in, fan_out)
        bias = parameters[at + fan_in * fan_out:at + (fan_in + 1) * fan_out]
        at += (fan_in + 1) * fan_out
        values = values @ weights + bias
        if layer + 2 < len(sizes):
            values = jnp.maximum(values, 0.0)
    if at != parameters.shape[0]:
        raise ValueError(f"network: expected {at} numbers, got {parameters.shape[0]}")
    return values


def generated(parameters, features, settings):
    flat = features.reshape(features.shape[0], -1)
    return perceptron(parameters, flat, flat.shape[1], settings).reshape(features.shape)


def logits(parameters, features, settings):
    return perceptron(parameters, features.reshape(features.shape[0], -1), 1, settings)


# ---- Neighbours, chosen without gradient ---------------------------------------------------------------------------------

def reduced(lattice):
    """A basis of short vectors of the same lattice, and the integers that make it: basis = change @ lattice."""
    basis, change = lattice.copy(), numpy.eye(3, dtype=int)
    shortened = True
    while shortened:
        shortened = False
        for i, j in itertools.permutations(range(3), 2):
            times = numpy.rint(basis[i] @ basis[j] / max(basis[j] @ basis[j], 1e-300))
            shorter = basis[i] - times * basis[j]
            if shorter @ shorter < (1 - 1e-12) * (basis[i] @ basis[i]):
                basis[i] = shorter
                change[i] -= int(times) * change[j]
                shortened = True
    return change @ lattice, change


def neighbours_in_crystal(lattice, positions):
    """(neighbour [n], image [n, 3]) of every atom, own images included.

    v = r_j + n L - r_i of length d has |v . a*| <= d |a*| along each reciprocal vector a*: with the best d known so far
    this bounds n, and the search is repeated until the bound lies within what was tried.
    """
    basis, change = reduced(lattice)
    inverse = numpy.linalg.inv(basis)
    reciprocal = numpy.linalg.norm(inverse, axis=0)
    count = len(positions)
    apart = positions[None] - positions[:, None]
    home = -numpy.rint(apart @ inverse)
    apart = apart + home @ basis
    reach = numpy.abs(apart @ inverse).max(axis=(0, 1))
    extent = numpy.array([1, 1, 1])
    while True:
        if numpy.prod(2.0 * extent + 1) > MOST_IMAGES:
            raise ValueError(f"cell {lattice.tolist()}: expected one whose nearest images lie close, needs {extent}")
        images = numpy.array(list(itertools.product(*(range(-e, e + 1) for e in extent))))
        vectors = apart[:, :, None] + images @ basis
        squares = (vectors**2).sum(axis=3)
        itself = numpy.argwhere((images == 0).all(axis=1))[0, 0]
        squares[range(count), range(count), itself] = numpy.inf
        best = squares.reshape(count, -1).argmin(axis=1)
        nearest = numpy.sqrt(squares.reshape(count, -1).min(axis=1).max())
        needed = numpy.floor(reach + nearest * reciprocal + 1e-9).astype(int)
        if (needed <= extent).all():
            break
        extent = numpy.maximum(needed, extent)
    to, image = numpy.divmod(best, len(images))
    return to, (images[image] + home[range(count), to]).astype(int) @ change


def neighbours_in_cell(positions):
    squares = ((positions[None] - positions[:, None]) ** 2).sum(axis=2)
    numpy.fill_diagonal(squares, numpy.inf)
    return squares.argmin(axis=1), numpy.zeros((len(positions), 3), dtype=int)


def neighbours(features, mask, blocks, images):
    """(row of the neighbour [B, P], its image [B, P, 3], whether there is one [B, P]) of the atoms in these blocks."""
    count = len(features)
    positions = numpy.asarray(features)[:, blocks].reshape(count, -1, 3)
    present = numpy.asarray(mask)[:, blocks].reshape(count, -1).astype(bool)
    to = numpy.zeros(present.shape, dtype=int)
    image = numpy.zeros(positions.shape, dtype=int)
    valid = numpy.zeros(present.shape, dtype=bool)
    for cell in range(count):
        atoms = numpy.flatnonzero(present[cell])
        if len(atoms) == 0 or (len(atoms) == 1 and not images):
            continue
        of_atoms = positions[cell, atoms]
        found = neighbours_in_crystal(numpy.asarray(features)[cell, 0, :3], of_atoms) if images else (
            neighbours_in_cell(of_atoms))
        to[cell, atoms], image[cell, atoms], valid[cell, atoms] = atoms[found[0]], found[1], True
    return to, image, valid


def groups(settings):
    return [[2, 3]] + ([[1]] if settings["constrain_x"] else [])


def has_geometry(settings):
    return settings["step"] == 3 and settings["geometry"] != "none"


def chosen_neighbours(fakes, masks, settings):
    """Per fake and group. The fake of domain b was made of structures of a, and holds their atoms."""
    if not has_geometry(settings):
        return []
    return [[neighbours(fake, mask, blocks, settings["images"]) for blocks in groups(settings)]
            for fake, mask in zip(fakes, masks)]


# ---- Losses --------------------------------------------------------------------------------------------------------------

def distances(features, blocks, choice):
    """|r_j + n L - r_i| of every atom, [B, P]; 1 where there is no neighbour."""
    to, image, valid = choice
    positions = features[:, jnp.array(blocks)].reshape(features.shape[0], -1, 3)
    vectors = jnp.take_along_axis(positions, to[:, :, None], axis=1) + image @ features[:, 0, :3] - positions
    squares = (vectors**2).sum(axis=2)
    apart = valid & (squares > 0)
    return jnp.where(apart, jnp.sqrt(jnp.where(apart, squares, 1.0)), jnp.where(valid, 0.0, 1.0))


def geometry_of_group(s, valid, settings):
    """(L_geo1, L_geo2), the mean over structures."""
    d1, d2 = settings["d1"], settings["d2"]
    if settings["geometry"] == "literal":
        some = valid.any(axis=1)

        def least(terms):
            return jnp.where(some, jnp.where(valid, terms, jnp.inf).min(axis=1), 0.0)

        return least((d1 - s) ** 2).mean(), -least((d2 - s) ** 2).mean()
    if settings["geometry"] == "spring":
        short, long = (s - d1) ** 2, (d2 - s) ** 2
    else:
        short, long = jnp.maximum(0.0, d1 - s) ** 2, jnp.maximum(0.0, s - d2) ** 2
    return jnp.where(valid, short, 0.0).sum(axis=1).mean(), jnp.where(valid, long, 0.0).sum(axis=1).mean()


def translated(generators, cells, settings):
    """(fake of a, fake of b), (cycle of a, cycle of b), each by the domain that it lives in"""
    fake_b = generated(generators[0], cells[0], settings)
    fake_a = generated(generators[1], cells[1], settings)
    return (fake_a, fake_b), (generated(generators[1], fake_b, settings), generated(generators[0], fake_a, settings))


def generator_terms(generators, discriminators, cells, choices, settings):
    """(L_G, {term: value})"""
    (fake_a, fake_b), (cycle_a, cycle_b) = translated(generators, cells, settings)
    terms = {
        "gan-b": jax.nn.softplus(-logits(discriminators[1], fake_b, settings)).mean(),
        "reconstruction-a": ((cycle_a - cells[0]) ** 2).mean(),
        "gan-a": jax.nn.softplus(-logits(discriminators[0], fake_a, settings)).mean(),
        "reconstruction-b": ((cycle_b - cells[1]) ** 2).mean(),
    }
    if has_geometry(settings):
        parts = [geometry_of_group(distances(fake, blocks, choice), choice[2], settings)
                 for fake, of_fake in zip((fake_b, fake_a), choices) for blocks, choice in zip(groups(settings), of_fake)]
        terms["geo1"], terms["geo2"] = sum(part[0] for part in parts), sum(part[1] for part in parts)
    total = sum(weight * value for weight, value in zip(settings["lambda"], terms.values()) if weight != 0)
    return total, {**terms, "generator-total": total}


def discriminator_terms(discriminators, cells, fakes, settings):
    """(L_D, {term: value})"""
    a, b = (jax.nn.softplus(-logits(network, real, settings)).mean()
            + jax.nn.softplus(logits(network, fake, settings)).mean()
            for network, real, fake in zip(discriminators, cells, fakes))
    return a + b, {"discriminator-a": a, "discriminator-b": b, "discriminator-total": a + b}


def transferred(fakes, masks, partners):
    """((AHB_g, mask), (BHA_g, mask)): the metals of x_g[2] and y_g[3], lattice and X of the one or of the other."""
    (fake_a, fake_b), (i, j) = fakes, partners.T
    (x, x_mask), (y, y_mask) = (fake_b[i], masks[0][i]), (fake_a[j], masks[1][j])
    sides = []
    for host, host_mask in ((x, x_mask), (y, y_mask)):
        mask = numpy.stack([host_mask[:, 0], host_mask[:, 1], x_mask[:, 2], y_mask[:, 3]], axis=1).astype(bool)
        atoms = numpy.stack([host[:, 0], host[:, 1], x[:, 2], y[:, 3]], axis=1)
        kept = mask.copy()
        kept[:, 0, :3] = True  # the lattice vectors are no atoms
        sides.append((numpy.where(kept[..., None], atoms, 0.0), mask))
    return sides


# ---- Updates -------------------------------------------------------------------------------------------------------------

def adam(networks, gradients, state, settings):
    """Kingma & Ba, arXiv:1412.6980, algorithm 1; the state, {first, second, steps} by network, is changed in place."""
    rate, beta1, beta2, epsilon = (settings["adam"][key] for key in ("learning_rate", "beta1", "beta2", "epsilon"))
    moved = []
    for i, (network, gradient) in enumerate(zip(networks, gradients)):
        state["steps"][i] += 1
        gradient = numpy.asarray(gradient) + settings["adam"].get("weight_decay", 0.0) * network
        state["first"][i] = beta1 * state["first"][i] + (1 - beta1) * gradient
        state["second"][i] = beta2 * state["second"][i] + (1 - beta2) * gradient**2
        first = state["first"][i] / (1 - beta1 ** state["steps"][i])
        second = state["second"][i] / (1 - beta2 ** state["steps"][i])
        moved.append(network - rate * first / (numpy.sqrt(second) + epsilon))
    return moved


@functools.cache  # compiled once for all games alike
def functions_of(settings_text):
    """The fakes; the terms of the generators and of the discriminators, each with the gradients of the total."""
    settings = json.loads(settings_text)
    return (
        jax.jit(lambda g, cells: translated(g, cells, settings)[0]),
        jax.jit(jax.value_and_grad(
            lambda g, d, cells, choices: generator_terms(g, d, cells, choices, settings), has_aux=True)),
        jax.jit(jax.value_and_grad(
            lambda d, cells, fakes: discriminator_terms(d, cells, fakes, settings), has_aux=True)),
    )


class Game:
    """Both pairs of networks with their optimisers, and one batch."""

    def __init__(self, tensors, networks, settings):
        self.settings = settings
        self.cells = [as_float64(tensors[f"features-{side}"]) for side in "ab"]
        self.masks = [tensors[f"mask-{side}"].astype(bool) for side in "ab"]
        self.networks, self.adam = {}, {}
        for kind, pair in NETWORKS.items():
            names = [f"step{settings['step']}/{name}" for name in pair]
            self.networks[kind] = [as_float64(networks[name]) for name in names]
            self.adam[kind] = {
                moment: [as_float64(networks.get(f"{name}/{moment}-moment", numpy.zeros(len(networks[name]))))
                         for name in names] for moment in ("first", "second")}
            self.adam[kind]["steps"] = [single(networks.get(f"{name}/steps", 0)) for name in names]
        of_functions = ("step", "layers", "width", "lambda", "geometry", "constrain_x", "d1", "d2")
        self.functions = functions_of(json.dumps({key: settings[key] for key in of_functions}))

    def fakes(self):
        return [numpy.asarray(fake) for fake in self.functions[0](self.networks["generators"], self.cells)]

    def of_discriminators(self, fakes):
        """({term: value}, gradients)"""
        (_, terms), gradients = self.functions[2](self.networks["discriminators"], self.cells, fakes)
        return terms, gradients

    def of_generators(self, fakes):
        choices = chosen_neighbours((fakes[1], fakes[0]), self.masks, self.settings)
        (_, terms), gradients = self.functions[1](*(self.networks[kind] for kind in NETWORKS), self.cells, choices)
        return terms, gradients

    def step(self, kind, gradients):
        self.networks[kind] = adam(self.networks[kind], gradients, self.adam[kind], self.settings)

    def update(self):
        """The terms, as update-losses has them."""
        fakes = self.fakes()
        judged, gradients = self.of_discriminators(fakes)
        self.step("discriminators", gradients)
        for number in range(self.settings["generator_updates"]):
            terms, gradients = self.of_generators(fakes if number == 0 else self.fakes())
            self.step("generators", gradients)
        return {**terms, **judged}


def as_float64(tensor):
    return numpy.array(tensor, dtype=numpy.float64)


def single(tensor):
    """The integer of a tensor [] or [1]."""
    return int(numpy.ravel(tensor)[0])


# ---- Comparison ----------------------------------------------------------------------------------------------------------

class Comparison:
    """Prints each quantity with its deviation; keeps the first line that says what differs."""

    def __init__(self, limits):
        self.limits = limits
        self.fault = None

    def deviate(self, name, kind, deviation, what):
        limit = self.limits[kind]
        print(f"{name:48s} {deviation:9.2e}  limit {limit:7.0e}")
        if not deviation <= limit and self.fault is None:
            self.fault = f"{name}: {what}: deviation {deviation:.2e}, limit {limit:.0e}"

    def number(self, name, expected, got, scale=None):
        expected, got = float(expected), float(numpy.ravel(got)[0])
        scale = max(abs(expected), abs(got), SMALL) if scale is None else scale
        self.deviate(name, "loss", abs(expected - got) / scale, f"expected {expected!r}, got {got!r}")

    def array(self, name, kind, expected, got):
        expected, got = numpy.asarray(expected), numpy.asarray(got)
        if expected.shape != got.shape:
            self.fault = self.fault or f"{name}: expected {list(expected.shape)}, got {list(got.shape)}"
            return
        difference = numpy.abs(expected - as_float64(got))
        at = numpy.unravel_index(numpy.nan_to_num(difference, nan=numpy.inf).argmax(), expected.shape)
        what = f"at {[int(i) for i in at]} expected {expected[at]!r}, got {got[at]!r}"
        if kind == "weights":
            self.deviate(name, kind, float(numpy.sqrt((difference**2).mean())), what)
        else:
            scale = 1.0 if kind == "features" else max(float(numpy.abs(expected).max()), 1e-300)
            self.deviate(name, kind, float(difference.max()) / scale, what)

    def losses(self, prefix, terms, got, settings):
        """`got`: the value of a term by its name."""
        sizes = [abs(weight * float(terms[name])) for weight, name in zip(settings["lambda"], GENERATOR_TERMS)
                 if name in terms]
        for name, value in terms.items():
            self.number(prefix + name, value, got(name), max(sum(sizes), SMALL) if name == "generator-total" else None)


def precision(tensors):
    dtypes = {tensor.dtype.str for name, tensor in tensors.items() if tensor.dtype.kind == "f"}
    if dtypes not in ({"<f8"}, {"<f4"}):
        raise ValueError(f"expected tensors all of float64 or all of float32, got {sorted(dtypes)}")
    return "F64" if dtypes == {"<f8"} else "F32"


def compare_updates(comparison, game, tensors):
    settings = game.settings
    prefix = f"after/step{settings['step']}/"
    for number in range(settings["updates"]):
        terms = game.update()
        if "update-losses" in tensors:
            row = dict(zip(GENERATOR_TERMS + DISCRIMINATOR_TERMS, tensors["update-losses"][number]))
            comparison.losses(f"update {number + 1}: ", terms, row.__getitem__, settings)
    for kind, pair in NETWORKS.items():
        for i in (0, 1):
            name = prefix + pair[i]
            comparison.array(name, "weights", game.networks[kind][i], tensors[name])
            for moment in ("first", "second"):
                if f"{name}/{moment}-moment" in tensors:
                    comparison.array(f"{name}/{moment}-moment", "moment", game.adam[kind][moment][i],
                                     tensors[f"{name}/{moment}-moment"])
            expected, got = game.adam[kind]["steps"][i], single(tensors.get(f"{name}/steps", game.adam[kind]["steps"][i]))
            if got != expected:
                comparison.fault = comparison.fault or f"{name}/steps: expected {expected}, got {got}"


def compare(tensors, metadata, checkpoint=None):
    """The first line that says what differs, or nothing."""
    settings = json.loads(metadata["settings"])
    own = {name.removeprefix("before/"): tensor for name, tensor in tensors.items() if name.startswith("before/")}
    game = Game(tensors, {**(checkpoint or {}), **own}, settings)
    comparison = Comparison(LIMITS[precision(tensors)])
    fakes = game.fakes()
    for kind, (terms, gradients) in (("generators", game.of_generators(fakes)),
                                     ("discriminators", game.of_discriminators(fakes))):
        comparison.losses("loss/", terms, lambda name: tensors[f"loss/{name}"], settings)
        for name, gradient in zip(NETWORKS[kind], gradients):
            comparison.array(f"gradient/{name}", "gradient", gradient, tensors[f"gradient/{name}"])
    if "transfer/partners" in tensors:
        for side, (features, mask) in zip("ab", transferred(fakes, game.masks, tensors["transfer/partners"])):
            comparison.array(f"transfer/{side}", "features", features, tensors[f"transfer/{side}"])
            comparison.array(f"transfer/mask-{side}", "features", mask.astype(float), tensors[f"transfer/mask-{side}"])
    if settings["updates"] > 0:
        compare_updates(comparison, game, tensors)
    return comparison.fault


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exchanges", nargs="+", metavar="exchange")
    parser.add_argument("--checkpoint", help="has the networks before, where an exchange has none")
    options = parser.parse_args()
    faults, read = [], None
    try:
        read = options.checkpoint
        checkpoint = safetensors_file.read(options.checkpoint)[0] if options.checkpoint else None
        for read in options.exchanges:
            print(f"{read}:")
            if fault := compare(*safetensors_file.read(read), checkpoint):
                faults.append(f"{read}: {fault}")
    except (KeyError, ValueError, OSError) as error:
        print(f"{read}: {error!r}", file=sys.stderr)
        sys.exit(2)
    if faults:
        print("\n".join(faults), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
