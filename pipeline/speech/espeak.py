"""The wall around espeak-ng, which says any text in a hundred languages: as sound, and as the sounds of speech it is made of.

It is run in this process, from a wheel that brings its library and data, and keeps a voice between calls; so it is for a process
of its own.
"""

from __future__ import annotations

import ctypes
from functools import cache

import numpy as np

from pipeline.speech.levels import RATE, Wave

_RETRIEVAL = 1
"""AUDIO_OUTPUT_RETRIEVAL of speak_lib.h: samples are handed over, nothing is played."""
_UTF8 = 1
_SPEED = 1
"""espeakRATE, in words a minute."""
_WORDS_A_MINUTE = 150
_IPA = 0x02
_BETWEEN = "_"
"""What is asked to stand between two sounds."""
_STEADY = "+Denis"
"""The variant of every voice that speaks: one whose pitch does not flutter. Others go on from text to text where they were, so
that no text is said twice alike, and a line is found at other times in another process."""
_OTHERS = {"zh": "cmn", "no": "nb", "en": "en-us", "zh-hk": "yue"}
"""What espeak-ng calls a language otherwise than BCP 47."""

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Speaker:
    """A voice that says texts. There is one a process: see `speaker`."""

    def __init__(self) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._rate: int = self._library.espeak_Initialize(_RETRIEVAL, 0, espeakng_loader.get_data_path().encode(), 0)
        if self._rate <= 0:
            raise RuntimeError("espeak-ng does not start")
        self._said: list[bytes] = []

        def hear(samples: object, count: int, _: object) -> int:
            if samples and count > 0:
                self._said.append(ctypes.string_at(samples, 2 * count))  # type: ignore[arg-type]
            return 0

        self._hear = _Callback(hear)  # kept, since the library calls it
        self._library.espeak_SetSynthCallback(self._hear)

    def knows(self, language: str) -> bool:
        """Say whether there is a voice for a language, and speak with it from now on."""
        lower = language.lower()
        primary = lower.partition("-")[0]
        names = [_OTHERS.get(lower, lower), _OTHERS.get(primary, primary)]
        return any(self._library.espeak_SetVoiceByName(f"{name}{_STEADY}".encode()) == 0 for name in names)

    def say(self, text: str) -> Wave:
        """Return a text as it is said by the voice that was chosen last, at 16 kHz, from its first sound to its last.

        The same text is always said alike.
        """
        self._said.clear()
        self._library.espeak_SetParameter(_SPEED, _WORDS_A_MINUTE, 0)
        content = text.encode()
        self._library.espeak_Synth(content, len(content) + 1, 0, 0, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        said = np.frombuffer(b"".join(self._said), np.int16)
        count = len(said) * RATE // self._rate
        wave = np.interp(np.arange(count) * (self._rate / RATE), np.arange(len(said)), said) if count else np.zeros(0)
        loud = np.flatnonzero(np.abs(wave) > np.abs(wave).max(initial=0) / 50)
        if not len(loud):
            return np.zeros(0, dtype=np.int16)
        return np.rint(wave[loud[0] : loud[-1] + 1]).astype(np.int16)

    def sounds(self, text: str) -> list[list[str]] | None:
        """Return the words of a text, each as its sounds in the phonetic alphabet; None where it turns to another language."""
        content = ctypes.create_string_buffer(text.encode())
        place = ctypes.c_void_p(ctypes.addressof(content))
        words: list[list[str]] = []
        while place.value:
            told: bytes | None = self._library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, _IPA | ord(_BETWEEN) << 8)
            written = (told or b"").decode("utf-8", "replace")
            if "(" in written:
                return None
            words += [[sound for sound in word.split(_BETWEEN) if sound] for word in written.split()]
        return [word for word in words if word]


@cache
def speaker() -> Speaker:
    """Return the one voice of this process. Raises ImportError where the library is not installed."""
    return Speaker()
