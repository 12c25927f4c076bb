#include "run_program.hpp"

int main(int argc, char** argv) { return crystalgan::run_program(argc, argv); }
