#include "affetto/pipeline/code_sound.hpp"

#include <gmock/gmock.h>

#include "affetto/audio/mono_sound.hpp"
#include "affetto/audio/sound_file.hpp"
#include "affetto/codec/codec_folder.hpp"
#include "affetto/codec/codes_file.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/pipeline/code_files.hpp"
#include "affetto/pipeline/inspect.hpp"
#include "affetto/training/codec_losses.hpp"
#include "affetto/training/codec_training_config.hpp"
#include "affetto/training/spectral_loss.hpp"
#include "audio/sounds.hpp"
#include "codec/small_codec.hpp"
#include "support/folder_contents.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CodeSound : public testing::Test {
protected:
    void SetUp() override {
        make_codec("tiny", test::small_config(), 1);
        make_codec("stereo", test::small_segmented_config(), 2);
        // More than three blocks of a second, and no whole number of frames.
        write_sound(sound, test::sines(3.3335, 6'000, 2, 110), "wav");
    }

    void make_codec(const std::string& name, const CodecConfig& config, std::uint64_t seed) {
        std::filesystem::create_directories(folder / name);
        write_codec(folder / name, config, test::random_weights(config, seed), false);
    }

    CodeSoundOptions options(const std::string& codec, const std::vector<Path>& files,
                             const std::string& out) const {
        CodeSoundOptions o;
        if (!codec.empty()) o.codec.codec = (folder / codec).string();
        o.files = files;
        o.out = folder / out;
        return o;
    }

    std::string message_of(CodeSoundSummary (*stage)(const CodeSoundOptions&, Progress&),
                           const CodeSoundOptions& o) {
        try {
            stage(o, silent);
        } catch (const Error& fault) {
            return fault.what();
        }
        return "(no failure)";
    }

    test::TemporaryFolder folder;
    Path sound = folder / "süß song.wav";
    Progress silent;
};

TEST_F(CodeSound, DecodingWhatWasEncodedIsTheRoundTrip) {
    for (const std::string codec : {"tiny", "stereo"}) {
        const auto trip = round_trip_sound_files(options(codec, {sound}, codec + "-trip"), silent);
        EXPECT_THAT(trip.files, ElementsAre("süß song.wav"));
        const Bytes expected = read_bytes(folder / (codec + "-trip") / "süß song.wav");
        for (const std::string& format : code_formats()) {
            CodeSoundOptions encoding = options(codec, {sound}, codec + "-" + format);
            encoding.code_format = format;
            const auto coded = encode_sound_files(encoding, silent);
            ASSERT_THAT(coded.files, ElementsAre("süß song." + format));
            EXPECT_NEAR(coded.sound_seconds, 3.3335, 1e-3);
            const auto decoded = decode_code_files(
                options(codec, {encoding.out / coded.files[0]}, codec + format + "-sound"), silent);
            ASSERT_THAT(decoded.files, ElementsAre("süß song.wav"));
            EXPECT_EQ(read_bytes(folder / (codec + format + "-sound") / decoded.files[0]), expected)
                << codec << " " << format;
        }
    }
}

TEST_F(CodeSound, CodesAreThoseOfTheWholeClip) {
    CodeSoundOptions o = options("tiny", {sound}, "codes");
    o.code_format = "safetensors";
    encode_sound_files(o, silent);
    const CodedSound coded = read_codes(o.out / "süß song.safetensors");
    const auto codec = read_codec(folder / "tiny");
    AudioBuffer mono = read_mono(sound, 6'000);
    const at::Tensor whole = at::from_blob(
        mono.samples.data(), {1, 1, static_cast<std::int64_t>(mono.samples.size())}, at::kFloat);
    const at::Tensor codes = codec->quantize(codec->encode(whole), 3).to(at::kInt).contiguous();
    const auto* first = codes.data_ptr<std::int32_t>();
    ASSERT_EQ(coded.segments.size(), 1u);
    EXPECT_EQ(coded.segments[0].codes, std::vector<std::int32_t>(first, first + codes.numel()));
    EXPECT_EQ(coded.samples, static_cast<std::int64_t>(mono.samples.size()));
    EXPECT_EQ(coded.model, "tiny");
}

TEST_F(CodeSound, AnEcdcFileIsThatOfMetasProgramWhereTheLengthIsKnown) {
    write_sound(folder / "lossy.ogg", test::sines(1.5, 8'000, 1, 110), "ogg");
    encode_sound_files(options("stereo", {sound, folder / "lossy.ogg"}, "codes"), silent);
    const EcdcLayout layout = ecdc_layout(test::small_segmented_config());
    const auto layout_of = [&](const EcdcHeader&) { return layout; };
    const Bytes exact = read_bytes(folder / "codes/süß song.ecdc");
    EXPECT_EQ(serialize_ecdc(parse_ecdc(exact, "exact", layout_of), layout), exact);
    // A lossy file may state its length wrongly: its header has room for any.
    const Bytes roomy = read_bytes(folder / "codes/lossy.ecdc");
    const EcdcSound lossy = parse_ecdc(roomy, "roomy", layout_of);
    EXPECT_EQ(lossy.header.samples, 9'000);
    EXPECT_GT(roomy.size(), serialize_ecdc(lossy, layout).size());
}

TEST_F(CodeSound, FiguresAreThoseOfTheWholeSound) {
    const auto trip = round_trip_sound_files(options("tiny", {sound}, "trip"), silent);
    AudioBuffer real = read_mono(sound, 6'000),
                made = read_mono(folder / "trip/süß song.wav", 6'000);
    ASSERT_EQ(real.samples.size(), made.samples.size());
    const auto tensor = [](AudioBuffer& x) {
        return at::from_blob(x.samples.data(), {1, static_cast<std::int64_t>(x.samples.size())},
                             at::kFloat);
    };
    // The file has sixteen bits, so a little is lost in it.
    EXPECT_NEAR(trip.si_sdr, si_sdr(tensor(made), tensor(real)).item<double>(), 0.05);
    const SpectralLoss spectral(6'000, CodecTrainingConfig{}.mel_windows);
    EXPECT_NEAR(trip.mel, spectral(tensor(made), tensor(real)).item<double>(), 0.05);
    const Json sidecar = read_json(folder / "trip/süß song.json");
    EXPECT_EQ(sidecar["si_sdr"], trip.si_sdr);
    EXPECT_EQ(sidecar["codebooks"], 3);
    EXPECT_EQ(sidecar["codec"]["name"], "tiny");
    EXPECT_EQ(sidecar["bits"], 9.0 * ((sidecar["samples"].get<int>() + 5) / 6));
    EXPECT_NEAR(sidecar["kbps"], 9, 0.01);
    EXPECT_GT(sidecar["decode_times_real_time"], 0);
    EXPECT_EQ(read_json(folder / "trip/manifest.json")["sounds"][0]["si_sdr"], trip.si_sdr);

    const Json found = inspect(folder / "trip");
    EXPECT_EQ(found["kind"], "coded sound");
    EXPECT_EQ(found["results"], "round trip");
    EXPECT_EQ(found["precision"], "float32");
    EXPECT_EQ(found["codecs"][0]["name"], "tiny");
    EXPECT_EQ(found["sounds"], 1);
    EXPECT_EQ(found["si_sdr"], trip.si_sdr);
}

TEST_F(CodeSound, InBfloat16IsNearFloat32) {
    CodeSoundOptions o = options("tiny", {sound}, "narrow");
    o.precision = "bfloat16";
    if (bfloat16_kernels() == nullptr) {
        EXPECT_THAT(message_of(round_trip_sound_files, o), HasSubstr("AVX512_BF16"));
        EXPECT_FALSE(std::filesystem::exists(o.out));
        return;
    }
    const auto narrow = round_trip_sound_files(o, silent);
    const auto wide = round_trip_sound_files(options("tiny", {sound}, "wide"), silent);
    EXPECT_NE(narrow.si_sdr, wide.si_sdr);
    EXPECT_NEAR(narrow.si_sdr, wide.si_sdr, 0.5);
    EXPECT_EQ(read_json(folder / "narrow/manifest.json")["precision"], "bfloat16");
}

TEST_F(CodeSound, TheBandwidthChoosesTheCodebooks) {
    CodeSoundOptions o = options("tiny", {sound}, "codes");
    o.bandwidth = 3;
    EXPECT_NEAR(encode_sound_files(o, silent).kbps, 3, 0.01);
    EXPECT_EQ(read_json(o.out / "süß song.json")["codebooks"], 1);
    o.bandwidth = 4;
    o.out = folder / "none";
    EXPECT_THAT(message_of(encode_sound_files, o), HasSubstr("3"));
    EXPECT_FALSE(std::filesystem::exists(o.out));
}

TEST_F(CodeSound, WritesEveryFormatAskedFor) {
    CodeSoundOptions o = options("tiny", {sound}, "trip");
    o.formats = {"wav", "flac", "ogg"};
    EXPECT_THAT(round_trip_sound_files(o, silent).files,
                ElementsAre("süß song.wav", "süß song.flac", "süß song.ogg"));
    o.formats = {"mp3"};  // has no such rate
    o.out = folder / "mp3";
    EXPECT_THAT(message_of(round_trip_sound_files, o), HasSubstr("6000 Hz"));
    EXPECT_FALSE(std::filesystem::exists(o.out));
}

TEST_F(CodeSound, SkipsBrokenFilesAmongGoodOnesAndFailsOnASingleOne) {
    write_text(folder / "broken.wav", "RIFF");
    Bytes cut = read_bytes(sound);
    cut.resize(cut.size() / 2);
    write_bytes(folder / "cut.wav", cut);
    const auto coded = encode_sound_files(
        options("tiny", {folder / "broken.wav", sound, folder / "cut.wav", folder / "missing.wav"},
                "codes"),
        silent);
    EXPECT_EQ(coded.sounds, 1);
    ASSERT_EQ(coded.skipped.size(), 3u);
    EXPECT_THAT(coded.skipped[1].reason, HasSubstr("cut off"));
    EXPECT_EQ(read_json(folder / "codes/manifest.json")["skipped"].size(), 3u);
    EXPECT_EQ(test::contents(folder / "codes").size(), 4u);  // codes, sidecar, manifest, SHA256SUMS

    EXPECT_THAT(message_of(encode_sound_files, options("tiny", {folder / "cut.wav"}, "single")),
                HasSubstr("cut.wav: is cut off"));
    EXPECT_FALSE(std::filesystem::exists(folder / "single"));

    Bytes codes = read_bytes(folder / "codes/süß song.ecdc");
    codes.resize(codes.size() - 1);
    write_bytes(folder / "cut.ecdc", codes);
    write_text(folder / "text.ecdc", "no codes");
    const auto decoded = decode_code_files(
        options("tiny", {folder / "cut.ecdc", folder / "text.ecdc", folder / "codes/süß song.ecdc"},
                "sound"),
        silent);
    EXPECT_EQ(decoded.sounds, 1);
    EXPECT_EQ(decoded.skipped.size(), 2u);
}

TEST_F(CodeSound, RefusesCodesOfAnotherCodecByName) {
    encode_sound_files(options("tiny", {sound}, "codes"), silent);
    const Path codes = folder / "codes/süß song.ecdc";
    make_codec("other", test::small_config(), 3);
    EXPECT_THAT(
        message_of(decode_code_files, options("other", {codes}, "sound")),
        testing::AllOf(HasSubstr("süß song.ecdc"), HasSubstr("'tiny'"), HasSubstr("'other'")));
    // Without --codec the name alone is looked for, never a path.
    EXPECT_THAT(message_of(decode_code_files, options("", {codes}, "sound")),
                testing::AllOf(HasSubstr("'tiny'"), HasSubstr("--codec")));
    EXPECT_FALSE(std::filesystem::exists(folder / "sound"));
}

TEST_F(CodeSound, RefusesCodesThatDoNotFitTheCodec) {
    CodedSound coded;
    coded.model = "tiny";
    coded.sample_rate_hz = 6'000;
    coded.samples = 60;
    coded.num_codebooks = 1;
    coded.codebook_size = 8;
    coded.segments = {{1.0f, std::vector<std::int32_t>(10, 3)}};
    const Path path = folder / "x.safetensors";
    const auto fault = [&](auto change) {
        CodedSound changed = coded;
        change(changed);
        write_codes(path, changed);
        return message_of(decode_code_files, options("tiny", {path}, "sound"));
    };
    EXPECT_THAT(fault([](CodedSound& c) { c.sample_rate_hz = 8'000; }), HasSubstr("8000 Hz"));
    EXPECT_THAT(fault([](CodedSound& c) { c.codebook_size = 16; }), HasSubstr("16 entries"));
    EXPECT_THAT(fault([](CodedSound& c) { c.samples = 61; }), HasSubstr("10 frames, expected 11"));
    EXPECT_THAT(fault([](CodedSound& c) { c.segments.push_back(c.segments[0]); }),
                HasSubstr("2 segments"));
    EXPECT_THAT(fault([](CodedSound& c) {
                    c.samples = 0;
                    c.segments.clear();
                }),
                HasSubstr("no sound"));
    EXPECT_THAT(fault([](CodedSound& c) {
                    c.num_codebooks = 5;
                    c.samples = 12;
                }),
                HasSubstr("5 codebooks"));
    EXPECT_EQ(fault([](CodedSound&) {}), "(no failure)");
}

TEST_F(CodeSound, FilesOfOneNameGetDifferentOnes) {
    std::filesystem::create_directories(folder / "more");
    std::filesystem::copy_file(sound, folder / "more/süß song.wav");
    EXPECT_THAT(
        encode_sound_files(options("tiny", {sound, folder / "more/süß song.wav"}, "codes"), silent)
            .files,
        ElementsAre("süß song.ecdc", "süß song-2.ecdc"));
}

TEST_F(CodeSound, RefusesWrongUsageAndLeavesNothing) {
    EXPECT_THROW((void)encode_sound_files(options("tiny", {}, "out"), silent), UsageError);
    CodeSoundOptions o = options("tiny", {sound}, "out");
    o.code_format = "ecd";
    EXPECT_THROW((void)encode_sound_files(o, silent), UsageError);
    o.code_format = "ecdc";
    o.formats = {"wma"};
    EXPECT_THROW((void)round_trip_sound_files(o, silent), UsageError);
    EXPECT_FALSE(std::filesystem::exists(o.out));
    o.formats = {"wav"};
    (void)round_trip_sound_files(o, silent);
    EXPECT_THROW((void)round_trip_sound_files(o, silent), UsageError) << "the folder is in use";
    o.overwrite = true;
    EXPECT_NO_THROW((void)round_trip_sound_files(o, silent));
}

TEST_F(CodeSound, LeavesNothingWhenTheDiskIsFull) {
    for (const char* call : {"write", "fsync", "rename"}) {
        set_file_fault([call](std::string_view c) { return c == call; });
        EXPECT_THROW((void)encode_sound_files(options("tiny", {sound}, "full"), silent), Error);
        EXPECT_THROW((void)round_trip_sound_files(options("tiny", {sound}, "full"), silent), Error);
        set_file_fault({});
        EXPECT_FALSE(std::filesystem::exists(folder / "full")) << call;
    }
}

}  // namespace
}  // namespace affetto
