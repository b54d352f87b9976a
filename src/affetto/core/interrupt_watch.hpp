#pragma once

#include "affetto/core/progress.hpp"

namespace affetto {

/// For loops inside one unit of work, such as the bytes of one file that is read.
class InterruptWatch {
public:
    /// Throws Interrupted where the interrupt came since this object was made. What came before is
    /// known already: to finish what it left, files may have to be read.
    void check() const {
        if (!before_) throw_if_interrupted();
    }

private:
    bool before_ = interrupt_requested();
};

}  // namespace affetto
