#include "crystalgan/potentials/kim/kim_library.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>

#include "crystalgan/core/descriptor.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/kim/kim_models.hpp"

namespace crystalgan {
namespace {

// The name that programs are linked with: it changes with the interface (Debian 12: package libkim-api2).
constexpr const char* kLibraryName = "libkim-api.so.2";

/// The library, opened once and never closed: models stay loaded as long as it.
struct OpenedLibrary {
  // RTLD_LOCAL: its names meet no others. Models find it because they are linked with it.
  void* handle = ::dlopen(kLibraryName, RTLD_NOW | RTLD_LOCAL);
  std::optional<KimFunctions> functions;
  std::string absence;

  OpenedLibrary() {
    if (handle == nullptr) {
      const char* const reason = ::dlerror();
      absence = std::string("the KIM API is not installed (packages openkim-models and libkim-api2): ") +
                (reason == nullptr ? kLibraryName : reason);
      return;
    }
    functions.emplace(handle);
    if (!functions->missing().empty())
      absence = std::string("the installed KIM API is too old (package libkim-api2): ") + kLibraryName + " lacks " +
                functions->missing();
  }
};

const OpenedLibrary& opened_library() {
  static const OpenedLibrary library;
  return library;
}

std::mutex& library_mutex() {
  static std::mutex mutex;
  return mutex;
}

/// Writes what was printed: by C, with whose buffers the streams of C++ share theirs, and by Fortran, in which some models
/// are written.
void flush_output() {
  std::fflush(stdout);  // not all streams: one that another thread waits to read from would block
  std::fflush(stderr);
  // Found among what the library itself is linked with; absent where no model of Fortran is possible.
  if (void* const flush = ::dlsym(opened_library().handle, "_gfortran_flush_i4"))
    reinterpret_cast<void (*)(int*)>(flush)(nullptr);  // a null pointer: all units
}

/// While it lives, standard output and standard error go nowhere: for the calling thread alone where the system lets it
/// have file descriptors of its own, else for the process. Other threads that print wait: the buffers are of all threads, and
/// what they hold is flushed here.
class Silence {
 public:
  Silence() {
    ::flockfile(stdout);
    ::flockfile(stderr);
    flush_output();
    static_cast<void>(::unshare(CLONE_FILES));
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    for (std::size_t stream = 0; stream < kept_.size(); ++stream) {
      kept_[stream] = ::fcntl(kStreams[stream], F_DUPFD_CLOEXEC, 0);
      if (nowhere >= 0 && kept_[stream] >= 0) ::dup2(nowhere, kStreams[stream]);
    }
    if (nowhere >= 0) ::close(nowhere);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() {
    flush_output();
    for (std::size_t stream = 0; stream < kept_.size(); ++stream) {
      if (kept_[stream] < 0) continue;
      ::dup2(kept_[stream], kStreams[stream]);
      ::close(kept_[stream]);
    }
    ::funlockfile(stderr);
    ::funlockfile(stdout);
  }

 private:
  static constexpr std::array kStreams{STDOUT_FILENO, STDERR_FILENO};
  std::array<int, 2> kept_{};
};

bool has_models(const std::filesystem::path& folder) {
  std::error_code failure;
  for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure))
    for (const char* kind : {"portable-model", "simulator-model", "model-driver"})
      if (std::filesystem::exists(entry->path() / (std::string("libkim-api-") + kind + ".so"), failure)) return true;
  return false;
}

/// While it lives, the calling thread works in another folder than the process: the KIM API loads models and drivers of the
/// current folder before those of the system, and that may be a run directory of somebody else.
class AwayFromRuns {
 public:
  AwayFromRuns() : before_(::open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (before_.number() >= 0 && ::unshare(CLONE_FS) == 0 && ::chdir("/") == 0) return;
    if (has_models("."))
      throw ConfigError("model", "expected a current folder without models of the KIM API, which are not used");
  }
  AwayFromRuns(const AwayFromRuns&) = delete;
  AwayFromRuns& operator=(const AwayFromRuns&) = delete;
  ~AwayFromRuns() { static_cast<void>(::fchdir(before_.number())); }

 private:
  Descriptor before_;
};

constexpr const char* kSettingsVariable = "KIM_API_CONFIGURATION_FILE";

/// The KIM API wants a file of settings and writes one below the home folder where there is none. Whoever has never used
/// it gets one that is in memory only and names no folders of models beside those of the system.
void provide_settings() {
  if (std::getenv(kSettingsVariable) != nullptr) return;
  const char* const home = std::getenv("HOME");
  std::error_code failure;
  if (home != nullptr && std::filesystem::exists(std::filesystem::path(home) / ".kim-api", failure)) return;
  const int file = ::memfd_create("kim-api-settings", MFD_CLOEXEC);
  if (file < 0) return;
  constexpr std::string_view kSettings =
      "model-drivers-dir = /dev/null\nportable-models-dir = /dev/null\nsimulator-models-dir = /dev/null\n";
  if (::write(file, kSettings.data(), kSettings.size()) != static_cast<ssize_t>(kSettings.size())) {
    ::close(file);
    return;
  }
  // By the number of the process, so that programs that it starts find the same file.
  const std::string path = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(file);
  ::setenv(kSettingsVariable, path.c_str(), 0);
}

void prepare_library() {
  static std::once_flag prepared;
  std::call_once(prepared, [] {
    kim().push_default_verbosity(*kim().silent);  // else it writes kim.log
    provide_settings();
  });
}

struct CollectionsDestroyer {
  void operator()(KIM_Collections* collections) const { kim().destroy_collections(&collections); }
};
using CollectionsHandle = std::unique_ptr<KIM_Collections, CollectionsDestroyer>;

CollectionsHandle open_collections() {
  KIM_Collections* collections = nullptr;
  if (kim().create_collections(&collections) != 0) throw Error("KIM API: expected collections of models, got none");
  return CollectionsHandle(collections);
}

/// The value of a key of the outermost map of an EDN file as OpenKIM writes it: indented by one blank.
std::optional<std::string> outermost_value(std::string_view text, std::string_view key) {
  const std::string before = "\n \"" + std::string(key) + "\" \"";
  const auto start = text.find(before);
  if (start == std::string_view::npos) return std::nullopt;
  const auto end = text.find('"', start + before.size());
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(start + before.size(), end - start - before.size()));
}

}  // namespace

KimSymbol KimFunctions::find(const char* name) {
  void* const address = ::dlsym(library_, name);
  if (address == nullptr && missing_.empty()) missing_ = name;
  return {address};
}

std::string kim_absence() { return opened_library().absence; }

std::string kim_version() { return kim_absence().empty() ? kim().version() : ""; }

const KimFunctions& kim() {
  const OpenedLibrary& library = opened_library();
  if (!library.absence.empty()) throw ConfigError("model", library.absence);
  return *library.functions;
}

void with_kim_library(const std::function<void()>& work) {
  const std::lock_guard<std::mutex> alone(library_mutex());
  prepare_library();
  std::exception_ptr failure;
  const auto alone_in_it = [&] {
    const Silence silence;
    try {
      const AwayFromRuns away;
      work();
    } catch (...) {
      failure = std::current_exception();
    }
  };
  // A thread of its own, so that only its file descriptors and folder change: others go on printing and writing.
  try {
    std::thread(alone_in_it).join();
  } catch (const std::system_error&) {  // no more threads are allowed: there are no others
    alone_in_it();
  }
  if (failure) std::rethrow_exception(failure);
}

void KimModelDestroyer::operator()(KIM_Model* model) const { kim().destroy_model(&model); }

KimModelHandle create_kim_model(const std::string& name) {
  KIM_Model* model = nullptr;
  int in_these_units = 0;
  const KimFunctions& api = kim();
  if (api.create_model(*api.zero_based, *api.angstrom, *api.electronvolt, *api.elementary_charge, *api.kelvin,
                       *api.picosecond, name.c_str(), &in_these_units, &model) != 0)
    return nullptr;
  KimModelHandle handle(model);
  return in_these_units != 0 ? std::move(handle) : nullptr;
}

bool gives_energy_and_forces(const KIM_ComputeArguments* arguments) {
  const KimFunctions& api = kim();
  return std::ranges::all_of(std::array{*api.energy, *api.forces}, [&](KIM_ComputeArgumentName quantity) {
    KIM_SupportStatus status{};
    return api.get_support(arguments, quantity, &status) == 0 &&
           status.supportStatusID != api.not_supported->supportStatusID;
  });
}

std::vector<std::string> installed_kim_models() {
  const auto collections = open_collections();
  int count = 0;
  if (kim().list_names(collections.get(), *kim().portable_model, &count) != 0) return {};
  std::vector<std::string> names;
  for (int index = 0; index < count; ++index) {
    const char* name = nullptr;
    if (kim().get_name(collections.get(), index, &name) == 0) names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string kim_model_source(const std::string& name) {
  const auto collections = open_collections();
  int count = 0;
  if (kim().list_metadata_files(collections.get(), *kim().portable_model, name.c_str(), &count) != 0) return {};
  for (int index = 0; index < count; ++index) {
    const char* file = nullptr;
    const char* text = nullptr;
    const unsigned char* bytes = nullptr;
    unsigned int length = 0;
    int is_text = 0;
    if (kim().get_metadata_file(collections.get(), index, &file, &length, &bytes, &is_text, &text) != 0) continue;
    if (std::string_view(file) != "kimspec.edn" || is_text == 0) continue;
    const auto title = outermost_value(text, "title");
    const auto doi = outermost_value(text, "doi");
    if (title && doi) return *title + ", https://doi.org/" + *doi;
    if (title) return *title;
  }
  return {};
}

}  // namespace crystalgan
