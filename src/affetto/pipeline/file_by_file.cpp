#include "affetto/pipeline/file_by_file.hpp"

#include <map>
#include <set>

#include "affetto/core/error.hpp"
#include "affetto/core/foreign_text.hpp"
#include "affetto/core/progress.hpp"

namespace affetto {
namespace {

/// The file's stem, fit for a file's name.
std::string stem_of(const Path& file) {
    constexpr std::size_t kLongest = 200;  // bytes, so that a number and an ending still fit
    return plain_name(display(file.stem()), kLongest);
}

/// Names of results: the stem of each file, with "-2", "-3", ... where that is taken.
class FreeNames {
public:
    std::string take(const Path& file) {
        const std::string stem = stem_of(file);
        std::string name = stem;
        for (int& n = next_.try_emplace(stem, 2).first->second; !taken_.insert(name).second; ++n)
            name = stem + "-" + std::to_string(n);
        return name;
    }
    /// Of a file without a result, the one that took a name last.
    void give_back(const Path& file, const std::string& name) {
        taken_.erase(name);
        if (name != stem_of(file)) --next_.at(stem_of(file));
    }

private:
    std::set<std::string> taken_{"manifest"};
    std::map<std::string, int> next_;  // to try, by stem
};

}  // namespace

std::vector<SkippedFile> run_file_by_file(const FileByFile& run) {
    std::vector<SkippedFile> skipped;
    FreeNames names;
    std::size_t good = 0;
    for (std::size_t i = 0; i < run.files.size(); ++i) {
        const Path& file = run.files[i];
        const std::string label = run.files.size() == 1 ? display(file.filename())
                                                        : std::to_string(i + 1) + "/" +
                                                              std::to_string(run.files.size()) +
                                                              " " + display(file.filename());
        const std::string name = names.take(file);
        try {
            throw_if_interrupted();
            run.work(file, name, label);
            ++good;
        } catch (const Interrupted&) {
            if (good > 0) run.finish(skipped);
            throw;
        } catch (const DataError& fault) {
            if (run.files.size() == 1) throw;
            names.give_back(file, name);
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
