#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <tuple>

#include "affetto/midi/midi_file.hpp"
#include "midi/random_score.hpp"
#include "support/temporary_folder.hpp"
#include "support/test_data.hpp"

// The same notes as python3-mido, an independent reader of MIDI files, sees in ours and in others'.

namespace affetto {
namespace {

/// A Python that has mido: the one on PATH or the distribution's own.
std::string python_with_mido() {
    for (const char* python : {"python3", "/usr/bin/python3"})
        if (std::system((std::string(python) + " -c 'import mido' 2> /dev/null").c_str()) == 0)
            return python;
    return "";
}

using NoteLine =
    std::tuple<std::int64_t, std::int64_t, int, int>;  // onset, duration, pitch, velocity

struct FileNotes {
    int ticks_per_beat = 0;
    std::vector<std::vector<NoteLine>> parts;  // by track and channel
};

std::vector<FileNotes> notes_by_mido(const std::string& python, const std::vector<Path>& files) {
    const test::TemporaryFolder folder;
    std::ofstream list(folder / "list.txt");
    for (const Path& file : files) list << file.string() << '\n';
    list.close();
    const Path script = test::source_folder("tests/midi/mido_parity.py");
    const Path output = folder / "notes.txt";
    const std::string command = python + " '" + script.string() + "' '" +
                                (folder / "list.txt").string() + "' > '" + output.string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::vector<FileNotes> result;
    std::map<std::pair<int, int>, std::size_t> part_of;
    std::ifstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        if (line.rfind("file", 0) == 0) {
            std::string word;
            int index = 0;
            FileNotes file;
            words >> word >> index >> file.ticks_per_beat;
            result.push_back(file);
            part_of.clear();
            continue;
        }
        int track = 0, channel = 0, pitch = 0, velocity = 0;
        std::int64_t onset = 0, duration = 0;
        words >> track >> channel >> onset >> duration >> pitch >> velocity;
        auto& parts = result.back().parts;
        const auto part = part_of.emplace(std::pair(track, channel), parts.size());
        if (part.second) parts.emplace_back();
        parts[part.first->second].emplace_back(onset, duration, pitch, velocity);
    }
    return result;
}

FileNotes notes_by_us(const Path& file) {
    const Score score = read_midi(file).score;
    FileNotes result;
    result.ticks_per_beat = score.ticks_per_beat;
    for (const Part& part : score.parts) {
        auto& notes = result.parts.emplace_back();
        for (const Note& n : part.notes)
            notes.emplace_back(n.onset.value, n.duration.value, n.pitch, n.velocity);
        std::sort(notes.begin(), notes.end());
    }
    return result;
}

void expect_same_notes(const std::vector<Path>& files) {
    const std::string python = python_with_mido();
    if (python.empty()) GTEST_SKIP() << "needs python3-mido";
    const std::vector<FileNotes> theirs = notes_by_mido(python, files);
    ASSERT_EQ(theirs.size(), files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        const FileNotes ours = notes_by_us(files[i]);
        EXPECT_EQ(ours.ticks_per_beat, theirs[i].ticks_per_beat) << files[i];
        EXPECT_TRUE(ours.parts == theirs[i].parts) << files[i];
    }
}

/// Every `step`-th MIDI file below a folder, in the order of their paths.
std::vector<Path> sample_of(const Path& folder, std::size_t step) {
    std::vector<Path> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".mid") all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    std::vector<Path> sample;
    for (std::size_t i = 0; i < all.size(); i += step) sample.push_back(all[i]);
    return sample;
}

TEST(MidoParity, OfFilesWeWrite) {
    const test::TemporaryFolder folder;
    Random random(7);
    std::vector<Path> files;
    for (int i = 0; i < 20; ++i) {
        files.push_back(folder / (std::to_string(i) + ".mid"));
        write_midi(files.back(), test::random_score(random));
    }
    expect_same_notes(files);
}

TEST(MidoParity, OfEmopia) {
    const auto folder = test::test_data("datasets/EMOPIA_1.0/midis");
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    expect_same_notes(sample_of(*folder, 40));
}

TEST(MidoParity, OfPop909) {
    const auto folder = test::test_data("datasets/POP909");
    if (!folder) GTEST_SKIP() << test::kNoTestData;
    expect_same_notes(sample_of(*folder, 100));
}

}  // namespace
}  // namespace affetto
