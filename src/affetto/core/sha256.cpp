#include "affetto/core/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

class Digest {
public:
    Digest() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1)
            throw Error("SHA-256 is not available in this OpenSSL");
    }
    void add(const void* data, std::size_t size) {
        if (EVP_DigestUpdate(context_.get(), data, size) != 1) throw Error("SHA-256 failed");
    }
    std::string hex() {
        std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
        unsigned int size = 0;
        if (EVP_DigestFinal_ex(context_.get(), bytes.data(), &size) != 1)
            throw Error("SHA-256 failed");
        constexpr char kDigits[] = "0123456789abcdef";
        std::string text;
        for (unsigned int i = 0; i < size; ++i) {
            text += kDigits[bytes[i] >> 4];
            text += kDigits[bytes[i] & 15];
        }
        return text;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256_hex(std::span<const std::byte> bytes) {
    Digest digest;
    digest.add(bytes.data(), bytes.size());
    return digest.hex();
}

std::string sha256_of_file(const Path& path) {
    Digest digest;
    read_blocks(path,
                [&](std::span<const std::byte> block) { digest.add(block.data(), block.size()); });
    return digest.hex();
}

}  // namespace affetto
