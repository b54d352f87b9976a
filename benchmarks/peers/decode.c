/* The bare way with the same libraries: libsndfile, mean of the channels, soxr HQ, one thread.
 * decode FILE RATE TIMES prints one JSON line as benchmark_audio does. */
#include <sndfile.h>
#include <soxr.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { kFrames = 4096, kMaxChannels = 8 };

static double processor_seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

/* All of the file as mono at `rate`; the number of frames. */
static size_t decode(const char* path, int rate, float** result) {
    SF_INFO info = {0};
    SNDFILE* file = sf_open(path, SFM_READ, &info);
    if (file == NULL || info.channels > kMaxChannels) {
        fprintf(stderr, "%s: %s\n", path, sf_strerror(file));
        exit(1);
    }
    soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    soxr_t soxr = soxr_create(info.samplerate, rate, 1, NULL, NULL, &quality, &runtime);
    const size_t room = (size_t)((double)info.frames * rate / info.samplerate) + kFrames;
    float* out = malloc(room * sizeof *out);
    static float in[kFrames * kMaxChannels], mono[kFrames];
    size_t have = 0, made = 0;
    sf_count_t count;
    while ((count = sf_readf_float(file, in, kFrames)) > 0) {
        for (sf_count_t i = 0; i < count; ++i) {
            float sum = 0;
            for (int c = 0; c < info.channels; ++c) sum += in[i * info.channels + c];
            mono[i] = sum / (float)info.channels;
        }
        soxr_process(soxr, mono, (size_t)count, NULL, out + have, room - have, &made);
        have += made;
    }
    do {
        soxr_process(soxr, NULL, 0, NULL, out + have, room - have, &made);
        have += made;
    } while (made > 0);
    soxr_delete(soxr);
    sf_close(file);
    *result = out;
    return have;
}

int main(int argc, char** argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: %s FILE RATE TIMES\n", argv[0]);
        return 2;
    }
    const int rate = atoi(argv[2]), times = atoi(argv[3]);
    float* sound = NULL;
    decode(argv[1], rate, &sound);
    free(sound);
    size_t frames = 0;
    const double start = processor_seconds();
    for (int i = 0; i < times; ++i) {
        frames += decode(argv[1], rate, &sound);
        free(sound);
    }
    printf("{\"seconds\": %f, \"cpu_seconds\": %f}\n", (double)frames / rate,
           processor_seconds() - start);
    return 0;
}
