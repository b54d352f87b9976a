#pragma once

#include <vector>

namespace affetto {

/// What a score's time is counted in. Performances (EMOPIA) have onsets uniform over the nominal
/// beat: seconds. Music on a grid (etudes, DAW files) is read in beats, with the tempo as a
/// condition.
enum class TimeBase { seconds, beats };

/// The finest step of a time base: 10 ms, or a twelfth of a beat (sixteenths and triplets fit
/// both).
double time_step(TimeBase base);

/// An ordered list of values that a field may take; a field's token is an index into it.
struct ValueBins {
    std::vector<double> values;  ///< ascending

    int size() const { return static_cast<int>(values.size()); }
    double value(int bin) const { return values[static_cast<std::size_t>(bin)]; }
    /// The bin with the nearest value; the ends take everything beyond them.
    int nearest(double value) const;
};

/// Time from one note to the next: exact steps while short (to 0.2 s or 3 beats), coarser beyond,
/// to 8 s or 16 beats.
ValueBins gap_bins(TimeBase base);
/// Note lengths: logarithmic from 30 ms to 10 s; or a twelfth of a beat to 16 beats.
ValueBins duration_bins(TimeBase base);
/// 32 velocities, 2, 6, .. 126.
ValueBins velocity_bins();

}  // namespace affetto
