#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "affetto/core/input_file.hpp"

namespace affetto {

/// Bytes that a sound is decoded from: a file, or memory.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    virtual std::uint64_t size() const = 0;
    /// Reads into the beginning of `block` from `offset` on and says how many bytes; fewer than the
    /// block holds only at the end. Throws DataError where the system cannot read.
    virtual std::size_t read_at(std::uint64_t offset, std::span<std::byte> block) = 0;
};

/// Bytes that outlive it.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::span<const std::byte> bytes) : bytes_(bytes) {}
    std::uint64_t size() const override { return bytes_.size(); }
    std::size_t read_at(std::uint64_t offset, std::span<std::byte> block) override;

private:
    std::span<const std::byte> bytes_;
};

/// A file, read ahead in blocks: decoders ask for a few hundred bytes at a time.
class FileSource final : public ByteSource {
public:
    explicit FileSource(const Path& path) : file_(path) {}
    std::uint64_t size() const override { return file_.size(); }
    std::size_t read_at(std::uint64_t offset, std::span<std::byte> block) override;

private:
    InputFile file_;
    Bytes buffer_;
    std::uint64_t buffer_offset_ = 0;
};

}  // namespace affetto
