#include "affetto/pipeline/npy.hpp"

#include <cstring>
#include <stdexcept>

namespace affetto {

void write_npy(const Path& path, const at::Tensor& tensor) {
    const at::Tensor t = tensor.contiguous();
    std::string type;
    switch (t.scalar_type()) {
        case at::kShort:
            type = "<i2";
            break;
        case at::kInt:
            type = "<i4";
            break;
        case at::kByte:
            type = "|u1";
            break;
        case at::kHalf:
            type = "<f2";
            break;
        case at::kFloat:
            type = "<f4";
            break;
        default:
            throw std::invalid_argument("write_npy: int16, int32, uint8, float16 or float32");
    }
    std::string shape;
    for (const std::int64_t n : t.sizes()) shape += std::to_string(n) + ",";
    std::string header =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    // Ten bytes stand before the header; data begins at a multiple of 64.
    header.append(63 - (10 + header.size()) % 64, ' ');
    header += '\n';
    Bytes file(10 + header.size() + t.nbytes());
    const unsigned char magic[] = {0x93,
                                   'N',
                                   'U',
                                   'M',
                                   'P',
                                   'Y',
                                   1,
                                   0,
                                   static_cast<unsigned char>(header.size() & 0xFF),
                                   static_cast<unsigned char>(header.size() >> 8)};
    std::memcpy(file.data(), magic, sizeof magic);
    std::memcpy(file.data() + 10, header.data(), header.size());
    std::memcpy(file.data() + 10 + header.size(), t.data_ptr(), t.nbytes());
    write_bytes(path, file);
}

}  // namespace affetto
