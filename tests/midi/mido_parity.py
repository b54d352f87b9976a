"""Prints the notes of MIDI files as mido (https://mido.readthedocs.io) reads them.

usage: mido_parity.py LIST   (a file with one path a line)

One line a file, `file INDEX TICKS_PER_BEAT`, then one line a note: track, channel, onset and duration in ticks, pitch,
velocity; sorted. mido hands out messages; how they pair to notes is said in affetto/midi/midi_file.hpp and written
here a second time.
"""
import sys

import mido


def notes_of(track):
    """(channel, onset, duration, pitch, velocity) of every note of a track."""
    notes, latest, owed, now = [], {}, {}, 0
    for message in track:
        now += message.time
        if message.type == "control_change" and message.control in (120, 123):
            for (channel, _), note in latest.items():
                if channel == message.channel and note["end"] is None:
                    note["end"] = max(now, note["onset"] + 1)
        if message.type not in ("note_on", "note_off"):
            continue
        key = (message.channel, message.note)
        before = latest.get(key)
        if message.type == "note_on" and message.velocity > 0:
            if before is not None:
                if before["end"] is None:
                    owed[key] = now
                if before["end"] is None or before["end"] > now:
                    before["end"] = now
            latest[key] = {"key": key, "onset": now, "end": None, "velocity": message.velocity}
            notes.append(latest[key])
        elif owed.get(key) == now:
            del owed[key]
        elif before is not None and before["end"] is None:
            before["end"] = max(now, before["onset"] + 1)
    for note in notes:
        if note["end"] is None:
            note["end"] = max(now, note["onset"] + 1)
    return [(n["key"][0], n["onset"], n["end"] - n["onset"], n["key"][1], n["velocity"])
            for n in notes if n["end"] > n["onset"]]


with open(sys.argv[1], encoding="utf-8") as listing:
    paths = listing.read().splitlines()
for index, path in enumerate(paths):
    midi = mido.MidiFile(path)
    print("file", index, midi.ticks_per_beat)
    for number, track in enumerate(midi.tracks):
        for note in sorted(notes_of(track)):
            print(number, *note)
