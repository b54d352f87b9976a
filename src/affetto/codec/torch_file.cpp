#include "affetto/codec/torch_file.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "affetto/codec/float_values.hpp"
#include "affetto/codec/state_dict_pickle.hpp"
#include "affetto/codec/stored_zip.hpp"
#include "affetto/core/error.hpp"

namespace affetto {
namespace {

using Records = std::map<std::string_view, std::span<const std::byte>>;  // by name in the folder

constexpr std::string_view kPickle = "data.pkl", kByteOrder = "byteorder", kData = "data/";
// What PyTorch 1.6 to 2.x adds; none of it changes what the tensors are.
constexpr std::array<std::string_view, 4> kMarks = {"version", ".data/serialization_id",
                                                    ".format_version", ".storage_alignment"};

class TorchFileReader {
public:
    explicit TorchFileReader(std::string_view name) : name_(name) {}

    WeightTensors read(std::span<const std::byte> file) const {
        const std::vector<ZipEntry> entries = parse_stored_zip(file, name_);
        const Records records = records_of(entries);
        const auto pickle = records.find(kPickle);
        if (pickle == records.end()) fail("it has no data.pkl");
        WeightTensors weights;
        std::uint64_t bytes = 0;
        for (const PickledTensor& tensor : parse_state_dict_pickle(pickle->second, name_)) {
            if (!is_weight_type(tensor.name, tensor.dtype))
                fail("tensor '" + tensor.name +
                     "' holds truth values; weights are float16, bfloat16, float32 or float64");
            const auto storage = storage_of(tensor, records);
            // Many tensors over one storage, or strides of 0, would make much out of little.
            const auto claimed = static_cast<std::uint64_t>(tensor.values);
            if (claimed > (file.size() - bytes) / size_of(tensor.dtype))
                fail("its tensors claim more values than it holds");
            bytes += claimed * size_of(tensor.dtype);
            weights.emplace(tensor.name, WeightTensor{tensor.shape, values_of(tensor, storage)});
        }
        return weights;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw CheckpointError(std::string(name_) + ": not a weight file of PyTorch: " + what);
    }

    Records records_of(const std::vector<ZipEntry>& entries) const {
        if (entries.empty()) fail("it is an empty archive");
        const std::string& first = entries.front().name;
        const std::string folder = first.substr(0, first.find('/')) + "/";
        Records records;
        for (const ZipEntry& entry : entries) {
            if (entry.name.compare(0, folder.size(), folder) != 0)
                fail("the record '" + entry.name + "' is not in the folder '" + folder + "'");
            const std::string_view record = std::string_view(entry.name).substr(folder.size());
            check_record(record, entry.bytes);
            records.emplace(record, entry.bytes);
        }
        return records;
    }

    void check_record(std::string_view record, std::span<const std::byte> bytes) const {
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        if (record == kByteOrder && text != "little")
            fail("it was written on a machine of the other byte order");
        if (record == "constants.pkl" || record.substr(0, 5) == "code/")
            fail("it is a TorchScript program; save the state dict of the model instead");
        const bool known =
            record == kPickle || record == kByteOrder ||
            std::find(kMarks.begin(), kMarks.end(), record) != kMarks.end() ||
            (record.substr(0, kData.size()) == kData && record.size() > kData.size() &&
             record.find_first_not_of("0123456789", kData.size()) == std::string_view::npos);
        if (!known) fail("it holds the record '" + std::string(record) + "'");
    }

    std::span<const std::byte> storage_of(const PickledTensor& tensor,
                                          const Records& records) const {
        const std::string key = std::string(kData) + tensor.storage;
        const auto record = records.find(key);
        if (record == records.end())
            fail("tensor '" + tensor.name + "' stands in " + key + ", which is not there");
        const std::size_t size = size_of(tensor.dtype);
        const auto bytes = record->second;
        if (bytes.size() % size != 0 ||
            bytes.size() / size != static_cast<std::uint64_t>(tensor.storage_values))
            fail(key + " has " + std::to_string(bytes.size()) + " bytes, expected " +
                 std::to_string(tensor.storage_values) + " values of " + std::to_string(size) +
                 " bytes");
        return bytes;
    }

    /// In C order. parse_state_dict_pickle() has seen to it that all lie within the storage.
    static std::vector<float> values_of(const PickledTensor& tensor,
                                        std::span<const std::byte> storage) {
        const std::size_t size = size_of(tensor.dtype);
        const auto place = [&](std::int64_t value) {
            return static_cast<std::size_t>(value) * size;
        };
        if (tensor.contiguous)
            return float_values(tensor.dtype,
                                storage.subspan(place(tensor.offset), place(tensor.values)));
        std::vector<std::byte> ordered(place(tensor.values));
        std::vector<std::int64_t> index(tensor.shape.size(), 0);
        std::int64_t from = tensor.offset;
        for (std::int64_t value = 0; value < tensor.values; ++value) {
            std::copy_n(storage.begin() + static_cast<std::ptrdiff_t>(place(from)), size,
                        ordered.begin() + static_cast<std::ptrdiff_t>(place(value)));
            for (std::size_t d = index.size(); d-- > 0;) {
                from += tensor.strides[d];
                if (++index[d] < tensor.shape[d]) break;
                from -= tensor.strides[d] * tensor.shape[d];
                index[d] = 0;
            }
        }
        return float_values(tensor.dtype, ordered);
    }

    std::string_view name_;
};

}  // namespace

WeightTensors parse_torch_file(std::span<const std::byte> file, std::string_view name) {
    return TorchFileReader(name).read(file);
}

}  // namespace affetto
