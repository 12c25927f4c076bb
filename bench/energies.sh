#!/usr/bin/env bash
# bench/energies.sh PROGRAM A B FOLDER [SAMPLES] [SEEDS]: every method, and rounds of feedback beside their nulls, with equal
# numbers of relaxations, on the hull that all form together. Leaves FOLDER/SEED/METHOD (runs) and
# FOLDER/SEED.json, and prints the tables.
set -euo pipefail
program=$1 a=$2 b=$3 folder=$4 samples=${5:-280} seeds=${6:-5}
rounds=4
mkdir -p "$folder"

run() {  # run SEED NAME OPTION...: a relaxed run, unless it is there
  local seed=$1 name=$2
  shift 2
  [ -e "$folder/$seed/$name/relaxation.json" ] && return
  rm -rf "${folder:?}/$seed/$name"
  mkdir -p "$folder/$seed"
  "$program" discover "$a" "$b" --relax auto --seed "$seed" --quiet -o "$folder/$seed/$name" "$@" >/dev/null
}

for ((seed = 0; seed < seeds; seed++)); do
  for method in crystalgan discogan gan random random-symmetric overlay interleave relabel; do
    run "$seed" "$method" --method "$method" --samples "$samples"
  done
  run "$seed" interleave-noise --method interleave --noise 0.1 --samples "$samples"
  run "$seed" repaired --mode repaired --samples "$samples"
  run "$seed" no-training --mode repaired --epochs 0 --samples "$samples"
  run "$seed" learned --mode repaired --rounds "$rounds" --samples $((samples / rounds))
  printf '[feedback]\nsteering = "mutation"\n' >"$folder/mutation.toml"
  run "$seed" mutation --mode repaired --rounds "$rounds" --samples $((samples / rounds)) --config "$folder/mutation.toml"
  "$program" rank "$folder/$seed"/*/ --json --quiet >"$folder/$seed.json"
  "$program" rank "$folder/$seed"/*/ --quiet
done
