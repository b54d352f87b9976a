#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "affetto/data/clips.hpp"
#include "pipeline/sound_folder.hpp"

namespace affetto::test {

/// One layout of a data set, and how it is read.
struct DatasetLayout {
    std::string name;     ///< of the layout
    std::string dataset;  ///< as --dataset takes it
    std::string kind;     ///< as --kind takes it
    std::size_t clips;    ///< that preprocess cuts by its defaults
    std::function<void()> put;
};

/// Each data set of sound in the layouts of its copies, below `in`, with small sounds of every
/// format under the right names.
class SoundDatasetsTest : public SoundFolderTest {
protected:
    void put_sounds(const Path& folder, const std::vector<std::string>& names) {
        for (const std::string& name : names) put(folder / name, recording(++number_, 6));
    }

    /// An empty folder for the next layout.
    void clear() {
        std::filesystem::remove_all(folder_ / "in");
        number_ = 0;
    }

    /// Two songs of each song-level file, the last without its sound; song 3 has a curve whose
    /// arousal climbs from -1 at 15 s to 1 at 45 s.
    void put_deam(const Path& wrapper, char blank, const Path& audio) {
        std::string averaged = "annotations averaged per song";
        std::string dynamic = "dynamic (per second annotations)";
        std::replace(averaged.begin(), averaged.end(), ' ', blank);
        std::replace(dynamic.begin(), dynamic.end(), ' ', blank);
        const Path annotations = wrapper / "annotations" / averaged;
        put_text(annotations / "song_level/static_annotations_averaged_songs_1_2000.csv",
                 "song_id, valence_mean, valence_std, arousal_mean, arousal_std\r\n"
                 "2,3,1,9,2\r\n3, 6 ,\t0.5,5,0\r\n");
        put_text(annotations / "song_level/static_annotations_averaged_songs_2000_2058.csv",
                 "song_id, valence_mean, valence_std, valence_ max_mean, arousal_mean, "
                 "arousal_std\n2001,1,0,8,7,1.6\n2002,5,1,5,5,1\n");
        std::string header = "song_id", arousal = "3", valence = "3";
        for (int half = 0; half < kHalves; ++half) {
            header += ", sample_" + std::to_string(15'000 + 500 * half) + "ms";
            arousal += "," + std::to_string(-1 + 2.0 * half / kHalves);
            valence += ",0.25";
        }
        put_text(annotations / dynamic / "arousal.csv", header + "\n" + arousal + "\n");
        put_text(annotations / dynamic / "valence.csv", header + "\n" + valence + "\n");
        put_sounds(audio, {"2.mp3", "2001.flac"});
        put(audio / "3.ogg", recording(++number_, 45));
    }

    static constexpr int kHalves = 60;  // of a second, from 15 s to 45 s

    void put_emomusic(const Path& audio) {
        put_text("annotations/static_annotations.csv",
                 "song_id,mean_arousal,std_arousal,mean_valence,std_valence\n"
                 "2,3,0.8,9,1.2\n3,5,1,5,1\n4,5,1,7,1\n7,1,1,1,1\n");
        put_text("annotations/songs_info.csv",
                 "song_id,file_name,Artist,Song title,start of the segment (min.sec),"
                 "end of the segment (min.sec),Genre,Mediaeval 2013 set\n"
                 "2,2.mp3,\tThe Kyoto  Connection ,Hachiko\t,1.02,1.47,Blues\t,development\n"
                 "3,3.mp3,The Kyoto Connection,\"A, b\",0.5,1.35,Blues, development \n"
                 "4,4.mp3,Someone Else,x,0.1,0.55,Blues,evaluation\n");
        for (const char* axis : {"arousal", "valence"})
            for (const char* what : {"average", "std"})
                put_text("annotations/" + std::string(axis) + "_cont_" + what + ".csv",
                         "song_id,sample_15000ms\n2,0.1\n");
        put_sounds(audio, {"2.mp3", "3.wav", "4.mp3"});
    }

    /// `wrapped`: the sounds one folder deeper, a header in small letters.
    void put_soundtracks(bool wrapped) {
        put_text("mean_ratings_set1.csv",
                 std::string(wrapped ? "number" : "Number") +
                     ",valence,energy,tension,anger,fear,happy,sad,tender,TARGET,,\n"
                     "1,9,1,5,1,1,9,1,1,HAPPY_HIGH,,\n2,3,7,5,3,5,1,1,1, FEAR_HIGH\t,,\n");
        put_text("mean_ratings_set2.csv",
                 "Number,Valence,Energy,Tension,Anger,Fear,Happy,Sad,Tender,Beauty,Liking,TARGET,"
                 "soundtrack,link\n1,5,5,5,2,2,2,2,2,6,6,TENSION NEG,\"Batman, Returns\",x\n");
        put_sounds(wrapped ? "Set1/Set1" : "Set1", {"001.mp3", "002.mp3"});
        put_sounds(wrapped ? "Set2/Set2" : "Set2", {"001.mp3"});
    }

    void put_emopia(bool with_midi) {
        put_text("label.csv", "ID,4Q,annotator\nQ1_a_0,1,D\nQ2_a_1,2,D\nQ3_b_0,3,A\n");
        put_text("split/train.csv", "fname,label\nQ1_a_0,Q1\nQ2_a_1,Q2\n");
        put_text("split/val.csv", "fname,label\nQ3_b_0,Q3\n");
        for (const char* id : {"Q1_a_0", "Q2_a_1", "Q3_b_0"})
            if (with_midi) put_text(Path("midis") / (std::string(id) + ".mid"), "");
        put_sounds("audio", {"Q1_a_0.mp3", "Q2_a_1.mp3", "Q3_b_0.mp3"});
    }

    /// A user's own sounds, with every column that a manifest may have.
    void put_manifest() {
        put_text("manifest.csv",
                 "path,valence,arousal,scale,label,labels,start,end,group,split\n"
                 "a.wav,9,1,1..9,,,,,one,train\n"
                 "b.flac,,,,,happy:0.7;calm:0.3,0.5,,two,val\n"
                 "sub/c.ogg,,,,Q3,,0,5.5,three,test\n"
                 "d.mp3,,,,,,,,four,train\n");
        put_sounds("", {"a.wav", "b.flac", "sub/c.ogg", "d.mp3"});
    }

    /// All of the above, each with every variant of its copies.
    std::vector<DatasetLayout> layouts() {
        std::vector<DatasetLayout> all;
        for (const Path& wrapper : {Path(), Path("DEAM_Annotations")})
            for (const char blank : {' ', '_'})
                for (const Path& audio : {Path("MEMD_audio"), Path("DEAM_audio/MEMD_audio")})
                    all.push_back({"DEAM " + display(wrapper) + blank + display(audio), "deam", "",
                                   1 + 9 + 1, [=, this] { put_deam(wrapper, blank, audio); }});
        for (const Path& audio : {Path("clips_45seconds"), Path("clips_45sec/clips_45seconds")})
            all.push_back({"EMO-Music " + display(audio), "emomusic", "", 3,
                           [=, this] { put_emomusic(audio); }});
        for (const bool wrapped : {false, true})
            all.push_back({std::string("Soundtracks") + (wrapped ? " wrapped" : ""), "soundtracks",
                           "", 3, [=, this] { put_soundtracks(wrapped); }});
        for (const bool with_midi : {false, true})
            all.push_back({std::string("EMOPIA") + (with_midi ? " with MIDI" : ""), "emopia",
                           "sound", 3, [=, this] { put_emopia(with_midi); }});
        all.push_back({"manifest", "manifest", "", 4, [this] { put_manifest(); }});
        return all;
    }

    int number_ = 0;
};

}  // namespace affetto::test
