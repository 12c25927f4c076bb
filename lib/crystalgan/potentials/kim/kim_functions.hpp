#pragma once

#include <KIM_Log.h>
#include <KIM_SemVer.h>
#include <KIM_SimulatorHeaders.h>

#include <string>

namespace crystalgan {

/// An address in a library, as a pointer of the type that is wanted.
struct KimSymbol {
  void* address;
  template <class T>
  operator T*() const {
    return reinterpret_cast<T*>(address);
  }
};

/// What is used of the C interface of the KIM API 2, https://kim-api.readthedocs.io. Its headers give the types, the
/// opened library gives the addresses: the program is not linked with it.
class KimFunctions {
 public:
  /// `library` as dlopen gives it.
  explicit KimFunctions(void* library) : library_(library) {}

  /// The first name that the library lacks; empty where all are there.
  const std::string& missing() const { return missing_; }

 private:
  KimSymbol find(const char* name);

  void* library_;
  std::string missing_;

 public:
  decltype(&KIM_SEM_VER_GetSemVer) version = find("KIM_SEM_VER_GetSemVer");
  decltype(&KIM_Log_PushDefaultVerbosity) push_default_verbosity = find("KIM_Log_PushDefaultVerbosity");

  decltype(&KIM_Collections_Create) create_collections = find("KIM_Collections_Create");
  decltype(&KIM_Collections_Destroy) destroy_collections = find("KIM_Collections_Destroy");
  decltype(&KIM_Collections_CacheListOfItemNamesByType) list_names = find("KIM_Collections_CacheListOfItemNamesByType");
  decltype(&KIM_Collections_GetItemNameByType) get_name = find("KIM_Collections_GetItemNameByType");
  decltype(&KIM_Collections_CacheListOfItemMetadataFiles) list_metadata_files =
      find("KIM_Collections_CacheListOfItemMetadataFiles");
  decltype(&KIM_Collections_GetItemMetadataFile) get_metadata_file = find("KIM_Collections_GetItemMetadataFile");

  decltype(&KIM_Model_Create) create_model = find("KIM_Model_Create");
  decltype(&KIM_Model_Destroy) destroy_model = find("KIM_Model_Destroy");
  decltype(&KIM_Model_GetInfluenceDistance) get_influence_distance = find("KIM_Model_GetInfluenceDistance");
  decltype(&KIM_Model_GetNeighborListPointers) get_neighbor_lists = find("KIM_Model_GetNeighborListPointers");
  decltype(&KIM_Model_GetSpeciesSupportAndCode) get_species = find("KIM_Model_GetSpeciesSupportAndCode");
  decltype(&KIM_SpeciesName_FromString) species_name = find("KIM_SpeciesName_FromString");
  decltype(&KIM_Model_ComputeArgumentsCreate) create_arguments = find("KIM_Model_ComputeArgumentsCreate");
  decltype(&KIM_Model_ComputeArgumentsDestroy) destroy_arguments = find("KIM_Model_ComputeArgumentsDestroy");
  decltype(&KIM_Model_Compute) compute = find("KIM_Model_Compute");

  decltype(&KIM_ComputeArguments_GetArgumentSupportStatus) get_support =
      find("KIM_ComputeArguments_GetArgumentSupportStatus");
  decltype(&KIM_ComputeArguments_SetArgumentPointerInteger) set_integers =
      find("KIM_ComputeArguments_SetArgumentPointerInteger");
  decltype(&KIM_ComputeArguments_SetArgumentPointerDouble) set_doubles =
      find("KIM_ComputeArguments_SetArgumentPointerDouble");
  decltype(&KIM_ComputeArguments_SetCallbackPointer) set_callback = find("KIM_ComputeArguments_SetCallbackPointer");
  decltype(&KIM_ComputeArguments_AreAllRequiredArgumentsAndCallbacksPresent) all_present =
      find("KIM_ComputeArguments_AreAllRequiredArgumentsAndCallbacksPresent");

  decltype(&KIM_LOG_VERBOSITY_silent) silent = find("KIM_LOG_VERBOSITY_silent");
  decltype(&KIM_COLLECTION_ITEM_TYPE_portableModel) portable_model = find("KIM_COLLECTION_ITEM_TYPE_portableModel");
  decltype(&KIM_NUMBERING_zeroBased) zero_based = find("KIM_NUMBERING_zeroBased");
  decltype(&KIM_LENGTH_UNIT_A) angstrom = find("KIM_LENGTH_UNIT_A");
  decltype(&KIM_ENERGY_UNIT_eV) electronvolt = find("KIM_ENERGY_UNIT_eV");
  decltype(&KIM_CHARGE_UNIT_e) elementary_charge = find("KIM_CHARGE_UNIT_e");
  decltype(&KIM_TEMPERATURE_UNIT_K) kelvin = find("KIM_TEMPERATURE_UNIT_K");
  decltype(&KIM_TIME_UNIT_ps) picosecond = find("KIM_TIME_UNIT_ps");
  decltype(&KIM_SUPPORT_STATUS_notSupported) not_supported = find("KIM_SUPPORT_STATUS_notSupported");
  decltype(&KIM_COMPUTE_ARGUMENT_NAME_numberOfParticles) number_of_particles =
      find("KIM_COMPUTE_ARGUMENT_NAME_numberOfParticles");
  decltype(&KIM_COMPUTE_ARGUMENT_NAME_particleSpeciesCodes) species_codes =
      find("KIM_COMPUTE_ARGUMENT_NAME_particleSpeciesCodes");
  decltype(&KIM_COMPUTE_ARGUMENT_NAME_particleContributing) contributing =
      find("KIM_COMPUTE_ARGUMENT_NAME_particleContributing");
  decltype(&KIM_COMPUTE_ARGUMENT_NAME_coordinates) coordinates = find("KIM_COMPUTE_ARGUMENT_NAME_coordinates");
  decltype(&KIM_COMPUTE_ARGUMENT_NAME_partialEnergy) energy = find("KIM_COMPUTE_ARGUMENT_NAME_partialEnergy");
  decltype(&KIM_COMPUTE_ARGUMENT_NAME_partialForces) forces = find("KIM_COMPUTE_ARGUMENT_NAME_partialForces");
  decltype(&KIM_COMPUTE_CALLBACK_NAME_GetNeighborList) neighbor_list =
      find("KIM_COMPUTE_CALLBACK_NAME_GetNeighborList");
  decltype(&KIM_LANGUAGE_NAME_c) language_c = find("KIM_LANGUAGE_NAME_c");
};

}  // namespace crystalgan
