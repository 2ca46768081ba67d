"""The environment of the processes that we start."""

from __future__ import annotations

from pathlib import Path

import pipeline

_INSTRUCTION_SETS = {
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL",
    "OPENCV_CPU_DISABLE": "AVX512-SKX",
}
"""What numpy, its OpenBLAS and OpenCV would choose by the processor, kept to what every x86-64 of level 3 has (AVX2, FMA; since
2013): their code for AVX-512 adds in another order. numpy names its sets otherwise before and since 2.4; what it does not know,
it passes over. Processors of other kinds, for which none of this is read, have one such path each."""

_SINGLE_THREADED = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def environment(temporary: Path | None) -> dict[str, str]:
    """Return the whole environment of a child: nothing of the user's, and the same on every machine."""
    package = str(Path(pipeline.__file__).parent.parent)
    found = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0", "PYTHONPATH": package}
    found |= _INSTRUCTION_SETS
    found |= dict.fromkeys(_SINGLE_THREADED, "1")  # slots fill the machine, and sums keep their order
    if temporary is not None:
        found |= {"TMPDIR": str(temporary), "HOME": str(temporary)}
    return found
