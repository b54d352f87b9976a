#pragma once

#include <vector>

namespace affetto {

/// What a note is there for; orchestration decides who plays it.
enum class Voice { melody, doubling, inner, bass, drums };

/// A note before it has an instrument. Times in sixteenths, so that every onset is on the grid;
/// `sounding` is how long it really sounds and may end anywhere.
struct SketchNote {
    int step = 0;
    int length = 1;  ///< as notated
    int pitch = 60;
    Voice voice = Voice::melody;
    int phrase = 0;       ///< index into the form; the closing chord belongs to the last
    double sounding = 0;  ///< sixteenths
    int velocity = 64;
};

using Sketch = std::vector<SketchNote>;

}  // namespace affetto
