#include "affetto/model/batch_device.hpp"

namespace affetto {

Batch on_device(const Batch& batch, at::Device device) {
    Batch moved = batch;
    for (at::Tensor* tensor :
         {&moved.lengths, &moved.mask, &moved.steps, &moved.previous, &moved.context, &moved.hints,
          &moved.emotion, &moved.known, &moved.piece})
        if (tensor->defined()) *tensor = tensor->to(device);
    return moved;
}

}  // namespace affetto
