#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "affetto/core/config.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/listener/listener.hpp"

namespace affetto {
namespace {

constexpr std::string_view kFormat = "affetto listener";
constexpr int kVersion = 2;

/// One object of the file while it is read: knows where it is and refuses what it does not expect.
class ObjectReader {
public:
    ObjectReader(const Json& json, std::string place, std::vector<std::string_view> keys)
        : json_(json), place_(std::move(place)) {
        if (!json_.is_object()) throw fault("must be an object");
        for (const auto& [key, unused] : json_.items())
            if (std::find(keys.begin(), keys.end(), key) == keys.end())
                throw fault("has an unknown key \"" + key + "\"");
        for (const std::string_view key : keys)
            if (!json_.contains(key)) throw fault("lacks the key \"" + std::string(key) + "\"");
    }

    const Json& operator[](std::string_view key) const { return json_.at(std::string(key)); }

    std::string inside(std::string_view key) const { return place_ + ": " + std::string(key); }

    double number(std::string_view key) const { return to_number((*this)[key], key); }

    std::vector<double> numbers(std::string_view key, std::size_t size) const {
        const Json& list = (*this)[key];
        if (!list.is_array() || list.size() != size)
            throw fault(std::string(key) + " must be a list of " + std::to_string(size) +
                        " numbers");
        std::vector<double> values;
        for (const Json& item : list) values.push_back(to_number(item, key));
        return values;
    }

    DataError fault(const std::string& what) const {
        return DataError(place_ + ": " + what +
                         "; the file is damaged or of another version, fit "
                         "the listener again");
    }

private:
    double to_number(const Json& value, std::string_view key) const {
        if (!value.is_number() || !std::isfinite(value.get<double>()))
            throw fault(std::string(key) + " must hold finite numbers");
        return value.get<double>();
    }

    const Json& json_;
    std::string place_;
};

Json ridge_to_json(const RidgeModel& model) {
    return Json{
        {"weights", model.weights}, {"bias", model.bias}, {"residual_sd", model.residual_sd}};
}

RidgeModel ridge_from_json(const Json& json, const std::string& place, std::size_t features) {
    const ObjectReader reader(json, place, {"weights", "bias", "residual_sd"});
    return {reader.numbers("weights", features), reader.number("bias"),
            reader.number("residual_sd")};
}

Json quadrant_to_json(const LogisticModel& model) {
    Json json = Json::object();
    for (std::size_t q = 0; q < model.classes(); ++q) {
        const auto row = model.weights.row(q);
        json[std::string(name_of(static_cast<Quadrant>(q)))] = {
            {"weights", std::vector<double>(row.begin(), row.end())}, {"bias", model.biases[q]}};
    }
    return json;
}

LogisticModel quadrant_from_json(const Json& json, const std::string& place, std::size_t features) {
    std::vector<std::string_view> names;
    names.reserve(kNumQuadrants);
    for (int q = 0; q < kNumQuadrants; ++q) names.push_back(name_of(static_cast<Quadrant>(q)));
    const ObjectReader reader(json, place, names);
    LogisticModel model{Matrix(names.size(), features), {}};
    for (std::size_t q = 0; q < names.size(); ++q) {
        const ObjectReader own(reader[names[q]], reader.inside(names[q]), {"weights", "bias"});
        const std::vector<double> weights = own.numbers("weights", features);
        std::copy(weights.begin(), weights.end(), model.weights.row(q).begin());
        model.biases.push_back(own.number("bias"));
    }
    return model;
}

std::vector<std::string> feature_names(const ObjectReader& file, const FeatureSet& set) {
    const Json& list = file["features"];
    if (!list.is_array()) throw file.fault("features must be a list of names");
    std::vector<std::string> names;
    for (const Json& item : list) {
        if (!item.is_string() || !set.index_of(item.get<std::string>()))
            throw file.fault("features names something that is not measured: " + item.dump());
        names.push_back(item.get<std::string>());
        if (std::count(names.begin(), names.end(), names.back()) > 1)
            throw file.fault("features names " + names.back() + " twice");
    }
    return names;
}

}  // namespace

void save_listener(const Path& path, const Listener& listener) {
    Json json;
    json["format"] = kFormat;
    json["version"] = kVersion;
    json["feature_set"] = listener.feature_set->name;
    json["features_version"] = listener.feature_set->version;
    json["config"] = to_json(listener.config);
    json["fitted_on"] = listener.fitted_on;
    json["features"] = listener.features;
    json["mean"] = listener.standardisation.mean;
    json["sd"] = listener.standardisation.sd;
    json["valence"] = ridge_to_json(listener.valence);
    json["arousal"] = ridge_to_json(listener.arousal);
    json["quadrant"] = quadrant_to_json(listener.quadrant);
    write_json(path, json);
}

Listener load_listener(const Path& path) {
    const Json json = read_json(path);
    const ObjectReader file(
        json, display(path),
        {"format", "version", "feature_set", "features_version", "config", "fitted_on", "features",
         "mean", "sd", "valence", "arousal", "quadrant"});
    if (file["format"] != kFormat) throw file.fault("is not a listener");
    if (file["version"] != kVersion) throw file.fault("has another version of the format");
    const Json& set = file["feature_set"];
    const FeatureSet* feature_set =
        set.is_string() ? find_feature_set(set.get<std::string>()) : nullptr;
    if (feature_set == nullptr) throw file.fault("feature_set must be score or sound");
    if (file["features_version"] != feature_set->version)
        throw file.fault("was fitted on another version of the features");
    if (!file["fitted_on"].is_number_unsigned()) throw file.fault("fitted_on must be a count");

    Listener listener;
    listener.feature_set = feature_set;
    from_json(listener.config, file["config"], file.inside("config"));
    validate(listener.config);
    listener.fitted_on = file["fitted_on"].get<std::size_t>();
    listener.features = feature_names(file, *feature_set);
    const std::size_t n = listener.features.size();
    listener.standardisation = {file.numbers("mean", n), file.numbers("sd", n)};
    for (const double sd : listener.standardisation.sd)
        if (sd <= 0) throw file.fault("sd must be above 0");
    listener.valence = ridge_from_json(file["valence"], file.inside("valence"), n);
    listener.arousal = ridge_from_json(file["arousal"], file.inside("arousal"), n);
    listener.quadrant = quadrant_from_json(file["quadrant"], file.inside("quadrant"), n);
    return listener;
}

}  // namespace affetto
