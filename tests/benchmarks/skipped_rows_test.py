"""Rows that a processor cannot run are skipped with the reason, and the rest goes on."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

BENCHMARKS = pathlib.Path(__file__).resolve().parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS / "peers"))
sys.dont_write_bytecode = True
import processor  # noqa: E402


class SkippedRows(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.old = pathlib.Path(folder.name) / "old"
        self.old.write_text("processor\t: 0\nmodel name\t: An old one\nflags\t\t: fpu sse2 avx2\n")
        self.new = pathlib.Path(folder.name) / "new"
        self.new.write_text("processor\t: 0\nflags\t\t: fpu avx2 avx512_bf16\n")

    def test_float32_is_always_measured(self):
        self.assertIsNone(processor.why_not("float32", ["avx512_bf16"], self.old))

    def test_bfloat16_is_measured_where_one_of_its_instructions_is_there(self):
        self.assertIsNone(processor.why_not("bfloat16", ["amx_bf16", "avx512_bf16"], self.new))

    def test_the_reason_names_the_instructions(self):
        self.assertEqual(processor.why_not("bfloat16", ["avx512_bf16", "amx_bf16"], self.old),
                         "skipped: this processor has no avx512_bf16 or amx_bf16")

    def test_the_comparison_of_codecs_goes_on_behind_rows_of_bfloat16(self):
        # All rows are of bfloat16, so that no program is run; the models are not looked at.
        done = subprocess.run([sys.executable, BENCHMARKS / "codec_compare", "--precision", "bfloat16",
                               "--cpuinfo", self.old, "--models", self.old.parent], text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count("skipped: this processor has no avx512_bf16"), 16)
        self.assertIn("| 48khz, decode, batch 8, two cores, bfloat16 |", done.stdout)


if __name__ == "__main__":
    unittest.main()
