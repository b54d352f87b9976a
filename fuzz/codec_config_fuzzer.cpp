#include <cstdint>
#include <string_view>

#include "affetto/codec/codec_config.hpp"
#include "affetto/codec/codec_layout.hpp"
#include "affetto/codec/ecdc.hpp"
#include "affetto/core/error.hpp"
#include "require.hpp"

// Any text is the configuration of a codec within its limits, or is refused in one line; what was
// read is the same once written by us, and describes a network that can be listed.

namespace {

void check(const affetto::CodecConfig& config) {
    affetto::validate(config);
    require(affetto::parse_codec_config(affetto::codec_config_json(config).dump(), "fuzz") ==
            config);
    std::int64_t parameters = 0;
    affetto::visit_parameters(config,
                              [&](const std::string& name, const std::vector<std::int64_t>& shape) {
                                  require(!name.empty() && !shape.empty());
                                  std::int64_t values = 1;
                                  for (const std::int64_t size : shape) {
                                      require(size > 0);
                                      require(!__builtin_mul_overflow(values, size, &values));
                                  }
                                  parameters += values;
                              });
    require(parameters == affetto::parameter_count(config));
    require(affetto::frame_rate_hz(config) > 0 && affetto::num_codebooks(config) > 0);
    affetto::validate(affetto::ecdc_layout(config));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto one_line = [](std::string_view message) {
        require(message.find('\n') == std::string_view::npos);
    };
    affetto::CodecConfig config;
    try {
        config = affetto::parse_codec_config({reinterpret_cast<const char*>(data), size}, "fuzz");
    } catch (const affetto::ConfigError& fault) {
        one_line(fault.what());
        return 0;
    } catch (const affetto::DataError& fault) {
        one_line(fault.what());
        return 0;
    }
    check(config);
    return 0;
}
