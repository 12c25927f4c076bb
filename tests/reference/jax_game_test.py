"""Tests of jax_game.py, the witness of the training: by hand, by pymatgen, by central differences, and whether it sees one
wrong number.

    build/python/bin/python tests/reference/jax_game_test.py
"""

import contextlib
import io
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import unittest
import warnings

import jax_game
import numpy
import safetensors_file
from pymatgen.core import Lattice, Structure

SETTINGS = {
    "step": 3, "layers": 3, "width": 12, "lambda": [0.1, 1, 0.2, 0.9, 0.8, 0.7], "geometry": "hinge", "images": True,
    "constrain_x": True, "d1": 0.9, "d2": 1.1, "updates": 2, "generator_updates": 2,
    "adam": {"learning_rate": 1e-3, "beta1": 0.5, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01},
}
SLOTS = 5
SKEWED = [[3.1, 0.2, -0.1], [4.0, 2.6, 0.3], [-5.2, 3.9, 3.3]]


def numbers_of_network(outputs, settings):
    sizes = [12 * SLOTS] + (settings["layers"] - 1) * [settings["width"]] + [outputs]
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))


def cells(rng, count, everywhere=False):
    """Skewed cells with atoms in some of the slots, or in all; the second has one metal alone."""
    mask = numpy.zeros((count, 4, SLOTS), dtype=bool)
    features = numpy.zeros((count, 4, SLOTS, 3))
    features[:, 0, :3] = SKEWED + 0.1 * rng.normal(size=(count, 3, 3))
    for i in range(count):
        for block in (1, 2, 3):
            mask[i, block, :rng.integers(1, SLOTS + 1)] = True
    mask[1:2, 1:3] = False
    mask[1:2, 3, 1:] = False
    mask[:, 1:] |= everywhere
    features[mask] = rng.random((mask.sum(), 3)) @ numpy.array(SKEWED)
    return features, mask


def inputs(settings, seed=7):
    """What an exchange has before the answers."""
    rng = numpy.random.default_rng(seed)
    tensors = {}
    for side, count in (("a", 4), ("b", 3)):
        tensors[f"features-{side}"], tensors[f"mask-{side}"] = cells(rng, count)
    for kind, outputs in (("generators", 12 * SLOTS), ("discriminators", 1)):
        for network in jax_game.NETWORKS[kind]:
            count = numbers_of_network(outputs, settings)
            name = f"before/step{settings['step']}/{network}"
            tensors[name] = 0.2 * rng.normal(size=count)
            if kind == "generators":  # the last bias: what is generated looks like cells
                tensors[name][-outputs:] = cells(rng, 1, everywhere=True)[0].ravel()
            tensors[name + "/first-moment"] = 0.01 * rng.normal(size=count)
            tensors[name + "/second-moment"] = 0.01 * rng.random(count)
            tensors[name + "/steps"] = numpy.array(11)
    return tensors


def game_of(tensors, settings):
    return jax_game.Game(tensors, {n.removeprefix("before/"): t for n, t in tensors.items() if "before/" in n}, settings)


def exchange(settings, tensors=None):
    """A complete one, as the program would write it if it were this program."""
    tensors = inputs(settings) if tensors is None else dict(tensors)
    game = game_of(tensors, settings)
    fakes = game.fakes()
    for kind, (terms, gradients) in (("generators", game.of_generators(fakes)),
                                     ("discriminators", game.of_discriminators(fakes))):
        tensors.update({f"loss/{name}": numpy.asarray(value) for name, value in terms.items()})
        tensors.update({f"gradient/{name}": numpy.asarray(gradient)
                        for name, gradient in zip(jax_game.NETWORKS[kind], gradients)})
    if settings["step"] == 1:
        tensors["transfer/partners"] = numpy.array([[0, 0], [1, 1], [2, 2], [3, 0]])
        sides = jax_game.transferred(fakes, game.masks, tensors["transfer/partners"])
        for side, (features, mask) in zip("ab", sides):
            tensors[f"transfer/{side}"], tensors[f"transfer/mask-{side}"] = features, mask
    names = jax_game.GENERATOR_TERMS + jax_game.DISCRIMINATOR_TERMS
    rows = [game.update() for _ in range(settings["updates"])]
    tensors["update-losses"] = numpy.array([[float(row.get(name, 0)) for name in names] for row in rows])
    for kind, pair in jax_game.NETWORKS.items():
        for i in (0, 1):
            name = f"after/step{settings['step']}/{pair[i]}"
            tensors[name] = game.networks[kind][i]
            for moment in ("first", "second"):
                tensors[f"{name}/{moment}-moment"] = game.adam[kind][moment][i]
            tensors[f"{name}/steps"] = numpy.array(game.adam[kind]["steps"][i])
    return tensors


def metadata_of(settings):
    return {"settings": json.dumps(settings)}


def fault_of(tensors, settings, checkpoint=None):
    with contextlib.redirect_stdout(io.StringIO()):
        return jax_game.compare(tensors, metadata_of(settings), checkpoint)


class Neighbours(unittest.TestCase):
    def test_are_those_of_pymatgen_in_skewed_cells(self):
        rng = numpy.random.default_rng(1)
        for number in range(30):
            change = numpy.eye(3, dtype=int)
            for _ in range(3):
                i, j = rng.choice(3, 2, replace=False)
                change[i] += rng.integers(-3, 4) * change[j]
            lattice = change @ (numpy.diag(rng.uniform(1.0, 6.0, 3)) + rng.normal(size=(3, 3)) * 0.5)
            positions = rng.normal(size=(1 + number % 4, 3)) * 4
            features = numpy.zeros((1, 4, max(3, len(positions)), 3))
            features[0, 0, :3], features[0, 2, :len(positions)] = lattice, positions
            mask = numpy.zeros(features.shape[:3], dtype=bool)
            mask[0, 2, :len(positions)] = True
            choice = jax_game.neighbours(features, mask, [2], True)
            found = numpy.asarray(jax_game.distances(features, [2], choice))[0, :len(positions)]
            structure = Structure(Lattice(lattice), ["Pd"] * len(positions), positions, coords_are_cartesian=True)
            first, _, _, apart = structure.get_neighbor_list(found.max() + 0.01)
            expected = [apart[first == i].min() for i in range(len(positions))]
            numpy.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-7)

    def test_of_a_flat_cell_lie_many_vectors_away(self):
        lattice = numpy.array([[0.1, 0, 0], [9.53, 10, 0], [4, 7.77, 50]])
        to, image = jax_game.neighbours_in_crystal(lattice, numpy.array([[0, 0, 0], [31.02, 0.3, 0.0]]))
        self.assertEqual(to.tolist(), [0, 1])  # each is its own nearest
        self.assertTrue((numpy.abs(image) == [1, 0, 0]).all())

    def test_without_images_a_single_atom_has_none(self):
        features, mask = cells(numpy.random.default_rng(3), 2)
        _, _, valid = jax_game.neighbours(features, mask, [2, 3], False)
        self.assertFalse(valid[1].any())
        _, _, valid = jax_game.neighbours(features, mask, [2, 3], True)
        self.assertEqual(valid[1].sum(), 1)


class Losses(unittest.TestCase):
    def test_of_networks_that_are_constant_are_known(self):
        tensors = inputs(SETTINGS)
        for name in tensors:
            if name.startswith("before/") and not name.endswith("steps"):
                tensors[name] = 0 * tensors[name]
            if name.endswith(("/discriminator-a", "/discriminator-b")):
                tensors[name][-1] = 2  # the logit
        game = game_of(tensors, {**SETTINGS, "geometry": "none"})
        terms, _ = game.of_generators(game.fakes())
        for name in ("gan-a", "gan-b"):
            self.assertAlmostEqual(terms[name], math.log(1 + math.exp(-2)), 14)
        self.assertAlmostEqual(terms["reconstruction-b"], (tensors["features-b"] ** 2).mean(), 14)
        terms, _ = game.of_discriminators(game.fakes())
        self.assertAlmostEqual(terms["discriminator-total"], 2 * math.log((1 + math.exp(-2)) * (1 + math.exp(2))), 13)

    def test_of_the_geometry_by_hand(self):
        """Distances 1.5, 1.5 and 3.4 of the first structure; the second has no atom."""
        s, valid = numpy.array([[1.5, 1.5, 3.4], [1, 1, 1]]), numpy.array([[1, 1, 1], [0, 0, 0]], dtype=bool)
        for form, expected in (("hinge", (0.09 + 0.09, 0.16)), ("literal", (0.09, -0.16)),
                               ("spring", (0.09 + 0.09 + 2.56, 2.25 + 2.25 + 0.16))):
            found = jax_game.geometry_of_group(s, valid, {"geometry": form, "d1": 1.8, "d2": 3.0})
            numpy.testing.assert_allclose(found, numpy.array(expected) / 2, rtol=1e-13, err_msg=form)

    def test_have_gradients_that_central_differences_confirm(self):
        rng = numpy.random.default_rng(5)
        for form in ("literal", "spring", "hinge"):
            for images in (True, False):
                settings = {**SETTINGS, "geometry": form, "images": images}
                game = game_of(inputs(settings), settings)
                fakes = game.fakes()
                _, of_generators = game.of_generators(fakes)
                _, of_discriminators = game.of_discriminators(fakes)
                for kind, gradients in (("generators", of_generators), ("discriminators", of_discriminators)):
                    networks, total = game.networks[kind], kind[:-1] + "-total"
                    directions = [rng.normal(size=len(network)) for network in networks]
                    values = []
                    for h in (1e-7, -1e-7):
                        game.networks[kind] = [network + h * way for network, way in zip(networks, directions)]
                        learn = (game.of_generators(game.fakes()) if kind == "generators"
                                 else game.of_discriminators(fakes))  # these learn from fakes as they are
                        values.append(float(learn[0][total]))
                    game.networks[kind] = networks
                    slope = sum(float(numpy.vdot(g, way)) for g, way in zip(gradients, directions))
                    self.assertLess(abs((values[0] - values[1]) / 2e-7 - slope), 1e-6 * abs(slope), (form, images, kind))

    def test_of_a_term_without_weight_leave_no_gradient(self):
        settings = {**SETTINGS, "lambda": [0, 0, 0, 0, 0, 1], "geometry": "spring", "constrain_x": False}
        tensors = inputs(settings)
        tensors["mask-a"][:] = False  # no atoms: no distances
        game = game_of(tensors, settings)
        _, gradients = game.of_generators(game.fakes())
        self.assertEqual(float(numpy.abs(gradients[0]).max()), 0)
        self.assertGreater(float(numpy.abs(gradients[1]).max()), 0)


class Updates(unittest.TestCase):
    def test_begin_with_a_step_of_nearly_the_learning_rate(self):
        settings = {**SETTINGS, "adam": {**SETTINGS["adam"], "epsilon": 0.1, "weight_decay": 0}}
        state = {"first": [numpy.zeros(3)], "second": [numpy.zeros(3)], "steps": [0]}
        moved, = jax_game.adam([numpy.array([1.0, 2, 3])], [numpy.array([0.5, -40, 0])], state, settings)
        numpy.testing.assert_allclose(moved, [1 - 1e-3 * 0.5 / 0.6, 2 + 1e-3 * 40 / 40.1, 3], rtol=1e-15)

    def test_take_the_fakes_of_before_and_the_discriminators_of_now(self):
        settings = {**SETTINGS, "generator_updates": 1}
        game, other = (game_of(inputs(settings), settings) for _ in range(2))
        game.update()
        fakes = other.fakes()
        other.step("discriminators", other.of_discriminators(fakes)[1])
        other.step("generators", other.of_generators(fakes)[1])
        for kind in jax_game.NETWORKS:
            numpy.testing.assert_array_equal(game.networks[kind], other.networks[kind])

    def test_in_float32_stay_within_their_limits(self):
        whole = jax_game.as_float64
        settings = {**SETTINGS, "updates": 3}
        tensors = {name: tensor.astype("f4") if tensor.dtype.kind == "f" else tensor
                   for name, tensor in inputs(settings).items()}
        jax_game.as_float64 = lambda tensor: numpy.array(tensor, dtype=numpy.float32)
        try:
            done = exchange(settings, tensors)
        finally:
            jax_game.as_float64 = whole
        done = {name: tensor.astype("f4") if tensor.dtype.kind == "f" else tensor for name, tensor in done.items()}
        self.assertIsNone(fault_of(done, settings))


class Transfer(unittest.TestCase):
    def test_fills_the_placeholder_from_the_other_domain(self):
        x, y = (number * numpy.ones((1, 4, SLOTS, 3)) for number in (1.0, 2.0))
        masks = [numpy.ones((1, 4, SLOTS), dtype=bool) for _ in "ab"]
        masks[1][0, 3, 2:] = False
        masks[0][0, 0] = False  # the lattice vectors count as there, the rows after them do not
        (ahb, mask), (bha, _) = jax_game.transferred((y, x), masks, numpy.array([[0, 0]]))
        self.assertEqual([block[0, 0] for block in ahb[0]], [1, 1, 1, 2])
        self.assertEqual([block[0, 0] for block in bha[0]], [2, 2, 1, 2])
        self.assertEqual(float(ahb[0, 3, 2:].max()), 0)
        self.assertEqual(ahb[0, 0, :, 0].tolist(), [1, 1, 1, 0, 0])
        self.assertFalse(mask[0, 3, 2:].any())


class Comparison(unittest.TestCase):
    def test_agrees_with_itself(self):
        for change in ({"step": 1}, {"geometry": "literal"}, {"geometry": "spring", "images": False}, {"updates": 0},
                       {"geometry": "none"}):
            settings = {**SETTINGS, **change}
            self.assertIsNone(fault_of(exchange(settings), settings), change)

    def test_needs_no_networks_after_no_updates(self):
        settings = {**SETTINGS, "updates": 0}
        tensors = {name: tensor for name, tensor in exchange(settings).items() if not name.startswith("after/")}
        self.assertIsNone(fault_of(tensors, settings))

    def test_sees_one_wrong_number_of_every_answer(self):
        for step in (1, 3):
            settings = {**SETTINGS, "step": step}
            right = exchange(settings)
            answers = [name for name in right if name.split("/")[0] in ("loss", "gradient", "after", "update-losses")
                       or name.startswith(("transfer/a", "transfer/b", "transfer/mask"))]
            self.assertGreater(len(answers), 20)
            for name in answers:
                wrong = right[name].copy()
                at = numpy.unravel_index(numpy.abs(wrong.astype(float)).argmax(), wrong.shape)
                if wrong.dtype == bool:
                    wrong[at] = not wrong[at]
                else:
                    wrong[at] = wrong[at] * (1 + 1e-6) if wrong.dtype.kind == "f" else wrong[at] + 1
                self.assertIsNotNone(fault_of({**right, name: wrong}, settings), name)

    def test_says_it_by_the_exit_code_and_one_line(self):
        script = pathlib.Path(jax_game.__file__)
        with tempfile.TemporaryDirectory() as folder:
            for name, factor, code in (("right", 1, 0), ("wrong", 1 + 1e-6, 1)):
                tensors = exchange(SETTINGS)
                tensors["loss/geo1"] = tensors["loss/geo1"] * factor
                path = pathlib.Path(folder) / name
                safetensors_file.write(path, tensors, metadata_of(SETTINGS))
                done = subprocess.run([sys.executable, script, path], capture_output=True, text=True)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertEqual(done.stderr.count("\n"), code)
                self.assertEqual("loss/geo1: expected" in done.stderr, code == 1, done.stderr)
                self.assertIn("gradient/generator-b", done.stdout)
            both = subprocess.run([sys.executable, script, pathlib.Path(folder) / "wrong", pathlib.Path(folder) / "right"],
                                  capture_output=True, text=True)
            self.assertEqual(both.returncode, 1)
            self.assertEqual(both.stderr, done.stderr)

    def test_reads_the_networks_from_a_checkpoint(self):
        tensors = exchange(SETTINGS)
        checkpoint = {n.removeprefix("before/"): t for n, t in tensors.items() if n.startswith("before/")}
        rest = {name: tensor for name, tensor in tensors.items() if not name.startswith("before/")}
        self.assertIsNone(fault_of(rest, SETTINGS, checkpoint))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    unittest.main()
