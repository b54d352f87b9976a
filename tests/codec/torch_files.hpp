#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "affetto/core/file.hpp"

// Weight files as torch.save writes them, and pieces to build broken ones from.

namespace affetto::test {

/// Bytes as text, which is easier to put together.
Bytes to_bytes(const std::string& text);
std::string floats(const std::vector<float>& values);

struct ZipRecord {
    std::string name;
    std::string content;
};

/// An archive, and where its parts begin, so that a test can damage them.
struct ZipImage {
    std::string text;
    std::vector<std::size_t> headers;    ///< local headers, one a record
    std::vector<std::size_t> directory;  ///< directory entries
    std::size_t wide_end = 0;
    std::size_t locator = 0;
    std::size_t end = 0;

    /// Overwrites `size` bytes from `at` on with a little-endian number.
    ZipImage& put(std::size_t at, std::uint64_t number, std::size_t size);
};

/// Stored entries whose sizes stand behind the data and in the directory, with the end records of
/// zip64: PyTorch's own form.
ZipImage zip_image(const std::vector<ZipRecord>& records);

// Pieces of pickles, protocol 2.
std::string pickle(const std::string& body);  ///< PROTO 2, body, STOP
std::string text(const std::string& value);
std::string number(std::int64_t value);
std::string global(const std::string& module, const std::string& name);
std::string tuple(const std::vector<std::int64_t>& numbers);
std::string ordered_dict();
std::string storage(const std::string& key, std::int64_t values,
                    const std::string& type = "FloatStorage");
/// `storage` as above.
std::string tensor(const std::string& storage, std::int64_t offset,
                   const std::vector<std::int64_t>& shape,
                   const std::vector<std::int64_t>& strides);
/// An OrderedDict; each entry is a key and a value, both pickled.
std::string dict(const std::string& entries);

/// The archive of PyTorch with this pickle and these records data/0, data/1, ...
ZipImage torch_image(const std::string& pickled, const std::vector<std::string>& storages);
/// The state dict {"w": [[1, 2, 3], [4, 5, 6]], "b": [-1]}.
ZipImage small_torch_image();

}  // namespace affetto::test
