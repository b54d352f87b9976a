"""What this processor can do: rows of a comparison that it cannot run are skipped, with the reason."""


def why_not(precision, instructions, cpuinfo="/proc/cpuinfo"):
    """Why `precision` is not measured here; None where it can be. bfloat16 needs one of `instructions`, as
    /proc/cpuinfo names them."""
    if precision != "bfloat16":
        return None
    with open(cpuinfo) as file:
        flags = next((line for line in file if line.startswith("flags")), "").split()
    if any(name in flags for name in instructions):
        return None
    return f"skipped: this processor has no {' or '.join(instructions)}"
