"""Times a training step of CrystalGAN in plain PyTorch, on the same sizes as `crystalgan-bench train`.

    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 /usr/bin/python3 bench/train.py [--processes 2]

Two ways of writing the step, of the same arithmetic:
* modules: nn.Sequential, torch.optim.Adam, a pass per network. Real and fake cells go through a discriminator in one
  batch, discriminators are frozen in the generators' update, the generators' update takes the fakes of the
  discriminators' one, and nothing waits for a number;
* batched: the fastest of those tried. Both networks of a kind are one batched product, their parameters and gradients
  views of one flat buffer, over which Adam goes in five operations.
Tried and slower: foreach=True, autograd.grad in place of backward, torch.optim.Adam over the flat buffer.

Prints one JSON object. An optional comparison: nothing else of this project needs PyTorch. Measured with 1.13.1, which is
Debian 12's python3-torch.
"""

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import time

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # before PyTorch is loaded: it does not pass its own on
    os.environ.setdefault(variable, "1")

import torch  # noqa: E402
from torch.nn.functional import mse_loss, softplus  # noqa: E402

STRUCTURES, BLOCKS, SLOTS, WIDTH = 35, 4, 18, 100
CELL = BLOCKS * SLOTS * 3
METALS = 2  # the first of the two blocks of metals
ADVERSARIAL, LEARNING_RATE, BETA1, BETA2, EPSILON = 0.1, 1e-4, 0.5, 0.999, 1e-8  # as the program's defaults
NEAREST, FARTHEST = 1.8, 3.0  # Å
IMAGES = torch.tensor(list(itertools.product((-1.0, 0.0, 1.0), repeat=3)))
HOME = 13  # the cell itself among the images


def synthetic_cells(filled, generator):
    """By the rule of training_speed.cpp: features [B, 4, 18, 3], mask [B, 4, 18]"""
    features = torch.zeros(STRUCTURES, BLOCKS, SLOTS, 3)
    mask = torch.zeros(STRUCTURES, BLOCKS, SLOTS, dtype=torch.bool)
    strain = 2 * torch.rand(STRUCTURES, 3, 3, generator=generator) - 1
    lattice = 4.0 * (torch.eye(3) + 0.2 * strain)
    features[:, 0, :3], mask[:, 0, :3] = lattice, True
    for block in filled:
        atoms = torch.randint(1, 5, (STRUCTURES, 1), generator=generator)
        present = torch.arange(SLOTS) < atoms
        places = torch.rand(STRUCTURES, SLOTS, 3, generator=generator) @ lattice
        features[:, block], mask[:, block] = places * present.unsqueeze(-1), present
    return features, mask


def synthetic_sets(step):
    generator = torch.Generator().manual_seed(0)
    of_a, of_b = ((1, 2), (1, 3)) if step == 1 else ((1, 2, 3), (1, 2, 3))
    return synthetic_cells(of_a, generator), synthetic_cells(of_b, generator)


class Hinge:
    """Distances of the metals to their nearest metal within [NEAREST, FARTHEST], over the 27 nearest images."""

    def __init__(self, mask):
        self.most = int(mask[:, METALS:].sum(-1).max())  # rows that no cell fills are left out
        present = mask[:, METALS:, :self.most].flatten(1)  # [N, P]
        self.cells, self.atoms = present.shape
        self.weight = present / STRUCTURES
        absent = ~(present.unsqueeze(1) & present.unsqueeze(2)).unsqueeze(-1).repeat(1, 1, 1, len(IMAGES))
        absent.diagonal(dim1=1, dim2=2)[:, HOME] = True  # an atom is not its own neighbour, its images are
        self.out = torch.zeros(absent.shape).masked_fill(absent, torch.inf).view(self.cells, -1, len(IMAGES))

    def __call__(self, features):
        lattice = features[:, 0, :3]  # [N, 3, 3]
        places = features[:, METALS:, :self.most].reshape(self.cells, self.atoms, 3)
        with torch.no_grad():
            apart = (places.unsqueeze(1) - places.unsqueeze(2)).view(self.cells, -1, 3)  # [N, P P, 3]
            shifts = IMAGES @ lattice  # [N, 27, 3]
            square = torch.baddbmm(self.out, apart, shifts.transpose(1, 2), alpha=2.0)  # |apart + shift|²
            square += apart.square().sum(-1, keepdim=True)
            square += shifts.square().sum(-1).unsqueeze(1)
            nearest = square.view(self.cells, self.atoms, -1).argmin(-1)  # [N, P]
            neighbor = torch.div(nearest, len(IMAGES), rounding_mode="floor")
            image = IMAGES[nearest - len(IMAGES) * neighbor]  # [N, P, 3]
        chosen = neighbor.unsqueeze(-1).expand(-1, -1, 3)
        reach = places.gather(1, chosen) - places + image @ lattice
        distance = reach.square().sum(-1).clamp_min(1e-12).sqrt()  # [N, P]
        too_short, too_long = (NEAREST - distance).clamp_min(0), (distance - FARTHEST).clamp_min(0)
        return ((too_short.square() + too_long.square()) * self.weight).sum()


def layer_sizes(outputs):
    return list(zip((CELL, WIDTH, WIDTH, WIDTH, WIDTH), (WIDTH, WIDTH, WIDTH, WIDTH, outputs)))


def freeze(parameters, frozen):
    for parameter in parameters:
        parameter.requires_grad_(not frozen)


class Modules:
    def __init__(self, step):
        (features_a, mask_a), (features_b, mask_b) = synthetic_sets(step)
        self.a, self.b = features_a.flatten(1), features_b.flatten(1)
        self.to_b, self.to_a = self.network(CELL), self.network(CELL)
        self.discriminator_a, self.discriminator_b = self.network(1), self.network(1)
        self.discriminators = [*self.discriminator_a.parameters(), *self.discriminator_b.parameters()]
        self.adam_of_discriminators = self.adam(self.discriminators)
        self.adam_of_generators = self.adam([*self.to_b.parameters(), *self.to_a.parameters()])
        self.hinges = (Hinge(mask_a), Hinge(mask_b)) if step == 3 else None

    @staticmethod
    def network(outputs):
        layers = [part for sizes in layer_sizes(outputs) for part in (torch.nn.Linear(*sizes), torch.nn.ReLU())]
        return torch.nn.Sequential(*layers[:-1])

    @staticmethod
    def adam(parameters):
        return torch.optim.Adam(parameters, lr=LEARNING_RATE, betas=(BETA1, BETA2), eps=EPSILON)

    @staticmethod
    def learn(adam, loss):
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()

    @staticmethod
    def classified(discriminator, real, fake):
        logits = discriminator(torch.cat((real, fake.detach())))
        return softplus(-logits[:STRUCTURES]).mean() + softplus(logits[STRUCTURES:]).mean()

    def step(self):
        fake_b, fake_a = self.to_b(self.a), self.to_a(self.b)
        freeze(self.discriminators, False)
        self.learn(self.adam_of_discriminators,
                   self.classified(self.discriminator_a, self.a, fake_a)
                   + self.classified(self.discriminator_b, self.b, fake_b))
        freeze(self.discriminators, True)
        loss = ADVERSARIAL * (softplus(-self.discriminator_b(fake_b)).mean()
                              + softplus(-self.discriminator_a(fake_a)).mean())
        loss = loss + mse_loss(self.to_a(fake_b), self.a) + mse_loss(self.to_b(fake_a), self.b)
        if self.hinges:
            # a generated cell has the atoms of the cell it was made from
            of_b, of_a = (fake.view(STRUCTURES, BLOCKS, SLOTS, 3) for fake in (fake_b, fake_a))
            loss = loss + self.hinges[0](of_b) + self.hinges[1](of_a)
        self.learn(self.adam_of_generators, loss)


class FlatNetworks:
    """Two networks of one size, as batched products; Adam over all their numbers at once."""

    def __init__(self, outputs):
        drawn = []
        for inputs, width in layer_sizes(outputs):
            bound = inputs**-0.5
            drawn.append(torch.empty(2, inputs, width).uniform_(-bound, bound))
            drawn.append(torch.empty(2, 1, width).uniform_(-bound, bound))
        self.numbers = torch.cat([part.flatten() for part in drawn])
        self.gradient = torch.zeros_like(self.numbers)
        self.parameters = []
        begin = 0
        for part in drawn:
            of_part = slice(begin, begin + part.numel())
            parameter = torch.nn.Parameter(self.numbers[of_part].view(part.shape))
            parameter.grad = self.gradient[of_part].view(part.shape)
            self.parameters.append(parameter)
            begin += part.numel()
        self.first, self.second, self.steps = torch.zeros_like(self.numbers), torch.zeros_like(self.numbers), 0

    def __call__(self, batch):
        for weights, bias in zip(self.parameters[0:-2:2], self.parameters[1:-2:2]):
            batch = torch.baddbmm(bias, batch, weights).relu_()
        return torch.baddbmm(self.parameters[-1], batch, self.parameters[-2])

    def learn(self, loss):
        self.gradient.zero_()
        loss.backward()
        self.steps += 1
        with torch.no_grad():
            self.first.lerp_(self.gradient, 1 - BETA1)
            self.second.mul_(BETA2).addcmul_(self.gradient, self.gradient, value=1 - BETA2)
            scale = (1 - BETA2**self.steps) ** -0.5
            self.numbers.addcdiv_(self.first, self.second.sqrt().mul_(scale).add_(EPSILON),
                                  value=-LEARNING_RATE / (1 - BETA1**self.steps))


class Batched:
    def __init__(self, step):
        (features_a, mask_a), (features_b, mask_b) = synthetic_sets(step)
        self.cells = torch.stack((features_a, features_b)).flatten(2)  # [2, B, 216]: of a, of b
        self.generators, self.discriminators = FlatNetworks(CELL), FlatNetworks(1)
        self.hinge = Hinge(torch.cat((mask_a, mask_b))) if step == 3 else None

    def step(self):
        made = self.generators(self.cells)  # of b, of a
        fake = made.flip(0)  # of a, of b
        freeze(self.discriminators.parameters, False)
        logits = self.discriminators(torch.cat((self.cells, fake.detach()), 1))
        self.discriminators.learn((softplus(-logits[:, :STRUCTURES]).sum() + softplus(logits[:, STRUCTURES:]).sum())
                          / STRUCTURES)
        freeze(self.discriminators.parameters, True)
        cycle = self.generators(fake).flip(0)
        loss = softplus(-self.discriminators(fake)).sum() * (ADVERSARIAL / STRUCTURES) + 2 * mse_loss(cycle, self.cells)
        if self.hinge:
            loss = loss + self.hinge(made.view(2 * STRUCTURES, BLOCKS, SLOTS, 3))
        self.generators.learn(loss)


def timed_rounds(step, seconds):
    """of rounds of about 0.1 s: the median and the best by the clock, and the median in processor time, in ms a step"""
    for _ in range(30):
        step()
    rounds = []
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        start = time.perf_counter(), time.process_time()
        for _ in range(25):
            step()
        rounds.append((1e3 / 25 * (time.perf_counter() - start[0]), 1e3 / 25 * (time.process_time() - start[1])))
    clock, processor = zip(*rounds)
    return {"milliseconds_per_step": statistics.median(clock), "best_milliseconds": min(clock),
            "processor_milliseconds": statistics.median(processor)}


def measured(seconds, together):
    """`together` is called before each of the measurements, to wait for the other processes."""
    result = {}
    for step in (1, 3):
        for written in (Modules, Batched):
            torch.manual_seed(0)
            training = written(step)
            together()
            result[f"step{step}_{written.__name__.lower()}"] = timed_rounds(training.step, seconds)
    return result


def run_child(seconds):
    def together():
        print("ready", flush=True)
        sys.stdin.readline()

    print(json.dumps(measured(seconds, together)))


def side_by_side(processes, seconds):
    """The same in several processes at once, each on a core of its own; one step of any of them every so often."""
    cores = sorted(os.sched_getaffinity(0))
    children = []
    for i in range(processes):
        core = str(cores[i % len(cores)])
        words = ["taskset", "-c", core, sys.executable, __file__, "--child", "--seconds", str(seconds)]
        children.append(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    for _ in range(4):  # what measured() measures
        for child in children:
            if child.stdout.readline() != "ready\n":
                raise SystemExit("a child process failed")
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
    results = [json.loads(child.communicate()[0]) for child in children]

    def combined(case, key):
        rates = [1 / result[case][key] for result in results]
        return (len(rates) if key == "processor_milliseconds" else 1) / sum(rates)

    return {case: {key: combined(case, key) for key in of_one} for case, of_one in results[0].items()}


def rounded(results):
    return {case: {key: round(value, 4) for key, value in times.items()} for case, times in results.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=1, help="run so many side by side; times are then of any step")
    parser.add_argument("--seconds", type=float, default=2.0, help="of every measurement")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.child:
        run_child(options.seconds)
        return
    if options.processes > 1:
        results = side_by_side(options.processes, options.seconds)
    else:
        results = measured(options.seconds, lambda: None)
    print(json.dumps({"bench": "train.py", "torch": torch.__version__, "processes": options.processes,
                      **rounded(results)}))


if __name__ == "__main__":
    main()
