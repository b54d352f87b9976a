#include "affetto/codec/torch_file.hpp"

#include <gmock/gmock.h>

#include "affetto/codec/state_dict_pickle.hpp"
#include "affetto/core/error.hpp"
#include "core/message_of.hpp"
#include "torch_files.hpp"

namespace affetto {
namespace {

using namespace test;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

WeightTensors read(const ZipImage& image) { return parse_torch_file(to_bytes(image.text), "w.th"); }

std::string reason(const ZipImage& image) {
    return message_of<CheckpointError>([&] { (void)read(image); });
}

/// Why a state dict with this pickle is refused; it may use data/0, six floats.
std::string reason_for(const std::string& pickled) {
    return reason(torch_image(pickled, {floats({1, 2, 3, 4, 5, 6})}));
}

std::string six() { return storage("0", 6); }
std::string whole() { return tensor(six(), 0, {6}, {1}); }

TEST(TorchFile, ReadsTensorsWithTheirShapes) {
    const WeightTensors weights = read(small_torch_image());
    ASSERT_EQ(weights.size(), 2u);
    EXPECT_THAT(weights.at("w").shape, ElementsAre(2, 3));
    EXPECT_THAT(weights.at("w").values, ElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_THAT(weights.at("b").values, ElementsAre(-1));
}

TEST(TorchFile, ReadsPartsOfAStorageScalarsAndEmptyTensors) {
    const WeightTensors weights = read(torch_image(
        pickle(dict(text("part") + tensor(six(), 2, {2, 1}, {1, 9}) + text("one") +
                    tensor(six(), 5, {}, {}) + text("none") + tensor(six(), 6, {5, 0}, {1, 1}))),
        {floats({1, 2, 3, 4, 5, 6})}));
    EXPECT_THAT(weights.at("part").values, ElementsAre(3, 4));
    EXPECT_THAT(weights.at("one").values, ElementsAre(6));
    EXPECT_TRUE(weights.at("one").shape.empty());
    EXPECT_TRUE(weights.at("none").values.empty());
}

TEST(TorchFile, ReadsTensorsWhoseValuesDoNotLieInOrder) {
    const auto one = [&](const std::string& pickled) {
        return read(torch_image(pickle(dict(text("w") + pickled)), {floats({1, 2, 3, 4, 5, 6})}))
            .at("w");
    };
    const WeightTensor transposed = one(tensor(six(), 0, {3, 2}, {1, 3}));
    EXPECT_THAT(transposed.shape, ElementsAre(3, 2));
    EXPECT_THAT(transposed.values, ElementsAre(1, 4, 2, 5, 3, 6));
    EXPECT_THAT(one(tensor(six(), 1, {2, 2}, {3, 1})).values, ElementsAre(2, 3, 5, 6));
    EXPECT_THAT(one(tensor(six(), 2, {2, 1, 2}, {0, 99, 1})).values, ElementsAre(3, 4, 3, 4));
    EXPECT_THAT(one(tensor(six(), 0, {2, 3, 1}, {1, 2, 7})).values, ElementsAre(1, 3, 5, 2, 4, 6));
}

TEST(TorchFile, ReadsParametersAndBooleanMarks) {
    const auto parameter = [](const std::string& inner, const std::string& hooks) {
        return global("torch._utils", "_rebuild_parameter") + "(" + inner + "\x88" + hooks + "tR";
    };
    const WeightTensors weights = read(
        torch_image(pickle(dict(text("w") + parameter(whole(), ordered_dict()) + text("q.inited") +
                                tensor(storage("1", 1, "BoolStorage"), 0, {1}, {1}))),
                    {floats({1, 2, 3, 4, 5, 6}), std::string(1, '\1')}));
    EXPECT_THAT(weights.at("w").values, ElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_THAT(weights.at("q.inited").values, ElementsAre(1));
    const auto with = [](const std::string& value) {
        return reason_for(pickle(dict(text("w") + value)));
    };
    EXPECT_THAT(with(parameter(number(7), ordered_dict())),
                HasSubstr("parameter is not described"));
    EXPECT_THAT(with(parameter(whole(), dict(text("a") + number(1)))),
                HasSubstr("parameter is not described"));
    EXPECT_THAT(with(tensor(storage("0", 24, "BoolStorage"), 0, {6}, {1})),
                HasSubstr("'w' holds truth values"));
}

TEST(TorchFile, ReadsOtherWidthsOfFloats) {
    const std::string content("\x00\x3c\x00\xc0", 4);
    const auto one = [&](const std::string& type, std::int64_t values) {
        return read(torch_image(pickle(dict(text("w") +
                                            tensor(storage("0", values, type), 0, {values}, {1}))),
                                {content}))
            .at("w")
            .values;
    };
    EXPECT_THAT(one("HalfStorage", 2), ElementsAre(1.0f, -2.0f));
    EXPECT_THAT(one("BFloat16Storage", 2), ElementsAre(0x1p-7f, -2.0f));
}

TEST(TorchFile, ReadsAPlainDictAnOrderedOneAndATrainingState) {
    const std::string entries = text("w") + whole();
    EXPECT_EQ(reason_for(pickle("}(" + entries + "u")), "");
    EXPECT_EQ(reason_for(pickle("}" + entries + "s")), "");
    EXPECT_EQ(reason_for(pickle(dict(entries))), "");
    // As Meta's training programs export it: other entries beside the weights are left alone.
    const ZipImage nested = torch_image(
        pickle(dict(text("best_state") + dict(entries) + text("version") + text("0.0.2") +
                    text("exported") + "\x88" + text("epoch") + number(-1) + text("best") + "N")),
        {floats({1, 2, 3, 4, 5, 6})});
    EXPECT_EQ(read(nested).count("w"), 1u);
    EXPECT_EQ(read(nested).size(), 1u);
}

TEST(TorchFile, IgnoresTheVersionsOfModulesAndPyTorchsOwnMarks) {
    EXPECT_EQ(reason_for(pickle(dict(text("w") + whole()) + "}" + text("_metadata") +
                                dict(text("") + "}" + text("version") + number(1) + "s") + "sb")),
              "");
    EXPECT_EQ(reason(zip_image({{"m/data.pkl", pickle(dict(""))},
                                {"m/.format_version", "1"},
                                {"m/.storage_alignment", "64"},
                                {"m/byteorder", "little"},
                                {"m/version", "3\n"},
                                {"m/.data/serialization_id", "0123"}})),
              "");
}

TEST(TorchFile, APickleThatCallsAnythingIsRefusedAndNotRun) {
    const std::string call = global("os", "system") + "(" + text("touch /tmp/affetto") + "tR";
    EXPECT_EQ(reason_for(pickle(call)),
              "w.th: not a state dict of PyTorch: it names 'os.system', which weights do not need; "
              "the file may be harmful. Nothing of it was run");
    EXPECT_THAT(reason_for(pickle(dict(text("w") + whole() + text("x") + call))),
                HasSubstr("it names 'os.system'"));
    for (const char* module :
         {"builtins\neval", "__builtin__\nexec", "torch.hub\nload", "torch\nload", "numpy\nload",
          "torch\nFloatStorage.__init__", "collections\nOrderedDict.update"})
        EXPECT_THAT(reason_for("\x80\x02" + std::string("c") + module + "\n)R."),
                    HasSubstr("may be harmful"));
    // Names are shown as one line of text, whatever they hold.
    EXPECT_THAT(
        reason_for(pickle(global("a\x1b[2J\r", std::string(5'000, 'n')))),
        AllOf(HasSubstr("it names 'a\\x1b[2J\\r.nnn"), Not(HasSubstr(std::string(200, 'n')))));
}

TEST(TorchFile, NumbersOfATypeThatWeightsDoNotHaveAreRefusedByIt) {
    EXPECT_THAT(reason_for(pickle(global("torch", "LongStorage"))),
                HasSubstr("numbers of the type 'torch.LongStorage'; weights are float16"));
}

TEST(TorchFile, CallsInAnotherWayThanPyTorchsAreRefused) {
    EXPECT_THAT(reason_for(pickle(global("torch", "FloatStorage") + tuple({1000}) + "R")),
                HasSubstr("it calls 'torch.FloatStorage' in a way"));
    EXPECT_THAT(reason_for(pickle(global("collections", "OrderedDict") + tuple({1}) + "R")),
                HasSubstr("it calls 'collections.OrderedDict' in a way that weights do not need"));
    EXPECT_THAT(reason_for(pickle(text("x") + ")R")), HasSubstr("calls something that is no"));
    EXPECT_THAT(reason_for(pickle(global("collections", "OrderedDict") + "}R")),
                HasSubstr("calls something that is no function"));
    EXPECT_THAT(reason_for(pickle(global("torch._utils", "_rebuild_tensor_v2") + ")R")),
                HasSubstr("a tensor is not described as PyTorch does"));
}

TEST(TorchFile, InstructionsThatTensorsDoNotNeedAreRefused) {
    // OBJ, INST, NEWOBJ, EXT1, LIST, BINBYTES, STACK_GLOBAL, FRAME, POP, DUP, a float.
    for (const char opcode : std::string("oi\x81\x82lB\x93\x95"
                                         "02G"))
        EXPECT_THAT(reason_for(pickle(dict("") + opcode)), HasSubstr("uses the instruction 0x"))
            << opcode;
    EXPECT_THAT(reason_for("\x80\x04}."), HasSubstr("not of protocol 2"));
    EXPECT_THAT(reason_for("}."), HasSubstr("not of protocol 2"));
}

TEST(TorchFile, DictsWithOddKeysOrValuesAreRefused) {
    EXPECT_THAT(reason_for(pickle(dict(text("w") + whole() + text("w") + whole()))),
                HasSubstr("the key 'w' stands twice"));
    EXPECT_THAT(reason_for(pickle(dict(number(1) + whole()))), HasSubstr("a key of a dict is no"));
    EXPECT_THAT(reason_for(pickle(dict(text("w") + number(1)))),
                HasSubstr("its entry 'w' is no tensor; save the state dict of the model alone"));
    EXPECT_THAT(reason_for(pickle(dict(text("best_state") + number(1)))),
                HasSubstr("'best_state' is no dict"));
    EXPECT_THAT(reason_for(pickle(whole())), HasSubstr("it holds no dict of tensors"));
    EXPECT_THAT(
        reason_for(pickle(dict(text("w") + whole()) + "}" + text("__class__") + number(1) + "sb")),
        HasSubstr("sets attributes that a state dict does not have"));
    EXPECT_THAT(reason_for(pickle(dict(text("a\nb") + whole()))), HasSubstr("not plain UTF-8"));
}

TEST(TorchFile, AStackThatDoesNotAddUpIsRefused) {
    for (const char* body : {"", "R", "s", "u", "t", "b", "Q", "\x85", "h\x07", "q\x01", "}}", "}(",
                             "}(X\x01", "(s", "}(X\x01\0\0\0wu"})
        EXPECT_THAT(reason_for(pickle(body)), StartsWith("w.th: not a state dict of PyTorch: "));
    EXPECT_THAT(reason_for("\x80\x02}"), HasSubstr("its pickle is cut short"));
    EXPECT_THAT(reason_for(pickle("}") + "x"), HasSubstr("something follows the end"));
    EXPECT_THAT(reason_for(pickle("\x8a\x09\1\1\1\1\1\1\1\1\1")), HasSubstr("of 9 bytes"));
}

TEST(TorchFile, TensorsThatDoNotFitTheirStorageAreRefused) {
    const auto with = [](const std::string& pickled) {
        return reason_for(pickle(dict(text("w") + pickled)));
    };
    EXPECT_THAT(with(tensor(six(), 0, {7}, {1})),
                HasSubstr("a tensor of storage 0 has 7 values from 0 on, the storage 6"));
    EXPECT_THAT(with(tensor(six(), 1, {6}, {1})), HasSubstr("has 6 values from 1 on"));
    EXPECT_THAT(with(tensor(six(), -1, {1}, {1})), HasSubstr("from -1 on"));
    EXPECT_THAT(with(tensor(six(), 1, {3, 2}, {1, 3})), HasSubstr("the storage 6"));
    EXPECT_THAT(with(tensor(six(), 0, {2, 2}, {5, 1})), HasSubstr("the storage 6"));
    EXPECT_THAT(with(tensor(six(), 0, {1'000'000'000}, {0})), HasSubstr("more values than it"));
    EXPECT_THAT(with(tensor(six(), 0, {3, 3}, {std::int64_t{1} << 62, 1})), HasSubstr("too large"));
    EXPECT_THAT(with(tensor(six(), 0, {1ll << 62, 1ll << 62}, {1ll << 62, 1})),
                HasSubstr("is too large"));
    EXPECT_THAT(with(tensor(six(), 0, {-2, -3}, {-3, 1})), HasSubstr("no size"));
    EXPECT_THAT(with(tensor(six(), 0, {6}, {1, 1})), HasSubstr("a stride too many or too few"));
    EXPECT_THAT(
        with(tensor(six(), 0, std::vector<std::int64_t>(9, 1), std::vector<std::int64_t>(9, 1))),
        HasSubstr("no shape of at most 8 numbers"));
}

TEST(TorchFile, StoragesThatAreNotThereOrOfAnotherSizeAreRefused) {
    const auto with = [](const std::string& stored, std::int64_t size) {
        return reason_for(pickle(dict(text("w") + tensor(stored, 0, {size}, {1}))));
    };
    EXPECT_THAT(with(storage("1", 6), 6),
                HasSubstr("tensor 'w' stands in data/1, which is not there"));
    EXPECT_THAT(with(storage("0", 5), 5), HasSubstr("data/0 has 24 bytes, expected 5 values of 4"));
    EXPECT_THAT(with(storage("0", 1ll << 62), 1ll << 62), HasSubstr("data/0 has 24 bytes"));
    EXPECT_THAT(with(storage("0", -6), 1), HasSubstr("has a negative size"));
    EXPECT_THAT(with(storage("../../x", 6), 6), HasSubstr("the odd name '../../x'"));
    EXPECT_THAT(with(storage("", 6), 6), HasSubstr("the odd name ''"));
    EXPECT_THAT(reason_for(pickle(dict(text("a") + whole() + text("b") +
                                       tensor(storage("0", 12, "HalfStorage"), 0, {1}, {1})))),
                HasSubstr("the storage 0 is described in two ways"));
    EXPECT_THAT(reason_for(pickle(dict(text("a") + tensor(number(1), 0, {1}, {1})))),
                HasSubstr("a tensor is not described as PyTorch does"));
    EXPECT_THAT(reason_for(pickle(tuple({1, 2}) + "Q")), HasSubstr("a storage is not described"));
}

TEST(TorchFile, ManyTensorsOverOneStorageDoNotFillTheMemory) {
    std::string entries;
    for (int i = 0; i < 2'000; ++i)
        entries += text(std::to_string(i)) + (i == 0 ? whole() + "q\x01" : "h\x01");
    EXPECT_THAT(reason(torch_image(pickle(dict(entries)), {floats({1, 2, 3, 4, 5, 6})})),
                HasSubstr("its tensors claim more values than it holds"));
}

TEST(TorchFile, RecordsThatPyTorchDoesNotWriteAreRefused) {
    const auto with = [](const std::string& name, const std::string& content = "") {
        return reason(zip_image({{"m/data.pkl", pickle("}")}, {name, content}}));
    };
    EXPECT_THAT(with("n/version"), HasSubstr("'n/version' is not in the folder 'm/'"));
    EXPECT_THAT(with("m"), HasSubstr("is not in the folder"));
    EXPECT_THAT(with("m/run.sh"), HasSubstr("it holds the record 'run.sh'"));
    EXPECT_THAT(with("m/data/0x"), HasSubstr("it holds the record 'data/0x'"));
    EXPECT_THAT(with("m/data"), HasSubstr("it holds the record 'data'"));
    EXPECT_THAT(with("m/constants.pkl"), HasSubstr("it is a TorchScript program"));
    EXPECT_THAT(with("m/code/__torch__.py"), HasSubstr("it is a TorchScript program"));
    EXPECT_THAT(with("m/byteorder", "big"), HasSubstr("the other byte order"));
    EXPECT_THAT(reason(zip_image({{"m/version", "3\n"}})), HasSubstr("it has no data.pkl"));
    EXPECT_THAT(reason(zip_image({})), HasSubstr("empty archive"));
}

TEST(TorchFile, AnyDamageIsRefusedInOneLineOrHarmless) {
    const ZipImage whole = small_torch_image();
    const WeightTensors expected = read(whole);
    for (std::size_t at = 0; at < whole.text.size(); ++at) {
        for (const int change : {0x01, 0x80, 0xff}) {
            ZipImage image = whole;
            image.text[at] = static_cast<char>(image.text[at] ^ change);
            const std::string why = reason(image);
            EXPECT_THAT(why, Not(HasSubstr("\n")));
            if (why.empty()) {
                EXPECT_EQ(read(image).at("w").values, expected.at("w").values) << at;
            }
        }
    }
}

TEST(TorchFile, APickleBeyondTheLimitIsRefused) {
    const Bytes bytes = to_bytes(pickle("}"));
    EXPECT_THAT(message_of<CheckpointError>(
                    [&] { (void)parse_state_dict_pickle(bytes, "w.th", {.max_bytes = 3}); }),
                HasSubstr("its pickle has 4 bytes, the limit is 3"));
}

}  // namespace
}  // namespace affetto
