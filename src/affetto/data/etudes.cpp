#include "affetto/data/etudes.hpp"

#include "affetto/data/manifest.hpp"

namespace affetto {

DatasetListing list_etudes(const Path& root) {
    DatasetListing listing = read_manifest(root, "score", FurtherColumns::accepted);
    listing.dataset = "etudes";
    listing.synthetic = true;
    listing.credit = "Affetto's embedded corpus: synthetic music, labelled by construction";
    return listing;
}

}  // namespace affetto
