#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <thread>

#include "affetto/core/error.hpp"
#include "affetto/core/foreign_text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/pipeline/find_codec.hpp"
#include "affetto/pipeline/find_model.hpp"
#include "blas.hpp"
#include "options.hpp"
#include "torch_program.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/rendering/soundfont.hpp"
#endif
#ifdef AFFETTO_CLI_TORCH
#include <torch/cuda.h>

#include "affetto/tensor/runtime.hpp"
#endif

namespace affetto::cli {
namespace {

/// What needs no libtorch: known at once.
std::vector<Finding> light_findings() {
    std::vector<Finding> list;
    list.push_back({"Affetto", std::string(version()) + ", " AFFETTO_BUILD, ""});
    list.push_back({"processor",
                    std::to_string(std::thread::hardware_concurrency()) +
                        " threads; one is used unless --threads says more",
                    ""});
#ifdef AFFETTO_WITH_AUDIO
    list.push_back({"sound", AFFETTO_SOUND_LIBRARIES, ""});
    try {
        list.push_back({"soundfont", display(find_soundfont()), ""});
    } catch (const Error& fault) {
        list.push_back({"soundfont", "none", fault.what()});
    }
#else
    list.push_back({"sound", "none in this build",
                    "MIDI is written, sound is not: build with AFFETTO_WITH_AUDIO=ON"});
#endif
    std::string models;
    for (const std::string& name : shipped_models()) models += (models.empty() ? "" : ", ") + name;
    if (models.empty())
        list.push_back({"models that ship", "none", "train one: affetto demo, or affetto train"});
    else
        list.push_back({"models that ship", models, ""});
    std::string codecs;
    for (const KnownCodec& codec : known_codecs())
        if (codec.place != KnownCodec::Place::to_download)
            codecs += (codecs.empty() ? "" : "; ") + codec.name + " (" + name_of(codec.place) +
                      ": " + display(codec.path) + ")";
    if (codecs.empty())
        list.push_back({"codecs", "none",
                        "train one: affetto codec train, or fetch one: affetto codec download"});
    else
        list.push_back({"codecs", codecs, ""});
    return list;
}

#ifdef AFFETTO_CLI_TORCH
/// What only a process with libtorch knows.
std::vector<Finding> torch_findings() {
    std::vector<Finding> list;
    list.push_back({"libtorch", torch_version(), ""});
    std::ifstream maps("/proc/self/maps");
    const std::string text{std::istreambuf_iterator<char>(maps), {}};
    list.push_back(find_blas(text));
    list.push_back(
        {"bfloat16",
         has_fast_bfloat16() ? "in hardware" : "not in hardware; training and codecs use float32",
         ""});
    const auto devices = torch::cuda::is_available() ? torch::cuda::device_count() : 0;
    list.push_back(
        {"CUDA", devices > 0 ? std::to_string(devices) + " devices" : "none; the CPU is used", ""});
    return list;
}
#endif

Json to_json(const std::vector<Finding>& findings) {
    Json list = Json::array();
    for (const Finding& f : findings)
        list.push_back({{"what", f.what}, {"found", f.found}, {"advice", f.advice}});
    return list;
}

/// What a shell command writes to stdout, and whether it ended well.
struct ShellAnswer {
    bool ok = false;
    std::string text;
};

ShellAnswer ask_shell(const std::string& command) {
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return {};
    ShellAnswer answer;
    std::array<char, 4096> block;
    while (const std::size_t count = fread(block.data(), 1, block.size(), pipe))
        answer.text.append(block.data(), count);
    answer.ok = pclose(pipe) == 0;
    return answer;
}

/// Asks affetto-torch, in a process of its own: libtorch takes longer to load than all else here.
std::vector<Finding> ask_torch_program() {
    try {
        std::string quoted = torch_program().string();
        for (std::size_t at = 0; (at = quoted.find('\'', at)) != std::string::npos; at += 4)
            quoted.replace(at, 1, "'\\''");
        const std::string question = "'" + quoted + "' doctor --libtorch-only --json";
        const ShellAnswer answer = ask_shell(question + " 2>/dev/null");
        if (!answer.ok) return {find_missing_library(ask_shell(question + " 2>&1").text)};
        std::vector<Finding> list;
        const Json said = parse_json(answer.text, "affetto-torch doctor");
        for (const Json& f : said.at("findings"))
            list.push_back({f.at("what"), f.at("found"), f.at("advice")});
        return list;
    } catch (const Error& fault) {
        return {{"libtorch", "cannot be used", fault.what()}};
    }
}

std::string to_text(const std::vector<Finding>& findings) {
    constexpr std::size_t kWidth = 18, kLongest = 2'000;
    std::string text;
    for (const Finding& f : findings) {
        std::string name = f.what;
        name.resize(std::max(name.size(), kWidth), ' ');
        text +=
            (f.advice.empty() ? "  ok  " : "  !!  ") + name + shortened(f.found, kLongest) + "\n";
        if (!f.advice.empty()) text += "      -> " + shortened(f.advice, kLongest) + "\n";
    }
    return text;
}

Outcome examine(const Session& session) {
    std::vector<Finding> all = light_findings();
    if (!session.json && !session.quiet) std::cout << to_text(all) << std::flush;
    const std::vector<Finding> torch = ask_torch_program();
    all.insert(all.end(), torch.begin(), torch.end());
    bool healthy = true;
    for (const Finding& f : all) healthy = healthy && f.advice.empty();
    return {to_text(torch), {{"healthy", healthy}, {"findings", to_json(all)}}};
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
    CLI::App* command = add_command(
        app, session, "doctor", "What is installed, which BLAS, what is missing and how to get it",
        {"affetto doctor\n"
         "affetto doctor --json"});
#ifdef AFFETTO_CLI_TORCH
    auto torch_only = std::make_shared<bool>(false);
    command->add_flag("--libtorch-only", *torch_only)->group("");  // asked by `affetto doctor`
    command->callback([torch_only, &session] {
        session.run = [torch_only, &session] {
            if (!*torch_only) return examine(session);
            const auto findings = torch_findings();
            return Outcome{to_text(findings), {{"findings", to_json(findings)}}};
        };
    });
#else
    command->callback([&session] { session.run = [&session] { return examine(session); }; });
#endif
}

}  // namespace affetto::cli
