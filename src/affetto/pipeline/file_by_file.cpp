#include "affetto/pipeline/file_by_file.hpp"

#include "affetto/core/error.hpp"
#include "affetto/core/progress.hpp"

namespace affetto {
namespace {

/// The file's stem, with "-2", "-3", ... where that is taken.
std::string free_name(const Path& file, std::set<std::string>& taken) {
    const std::string stem = display(file.stem());
    std::string name = stem;
    for (int n = 2; !taken.insert(name).second; ++n) name = stem + "-" + std::to_string(n);
    return name;
}

}  // namespace

std::vector<SkippedFile> run_file_by_file(const FileByFile& run) {
    std::vector<SkippedFile> skipped;
    std::set<std::string> taken{"manifest"};
    std::size_t good = 0;
    for (std::size_t i = 0; i < run.files.size(); ++i) {
        const Path& file = run.files[i];
        const std::string label = run.files.size() == 1 ? display(file.filename())
                                                        : std::to_string(i + 1) + "/" +
                                                              std::to_string(run.files.size()) +
                                                              " " + display(file.filename());
        const std::string name = free_name(file, taken);
        try {
            throw_if_interrupted();
            run.work(file, name, label);
            ++good;
        } catch (const Interrupted&) {
            if (good > 0) run.finish(skipped);
            throw;
        } catch (const DataError& fault) {
            if (run.files.size() == 1) throw;
            taken.erase(name);
            skipped.push_back({display(file), fault.what()});
        }
    }
    if (good == 0)
        throw DataError("none of the " + std::to_string(run.files.size()) + " files could be " +
                        run.done + "; the first: " + skipped.front().reason);
    run.finish(skipped);
    return skipped;
}

Json skipped_as_json(const std::vector<SkippedFile>& skipped) {
    Json list = Json::array();
    for (const SkippedFile& file : skipped)
        list.push_back({{"path", file.path}, {"reason", file.reason}});
    return list;
}

}  // namespace affetto
