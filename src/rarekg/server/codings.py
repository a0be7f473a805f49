"""Which packed form of an answer somebody wants: brotli, gzip, or the answer as it is."""

from __future__ import annotations

from werkzeug.datastructures import Accept

BROTLI, GZIP, PLAIN = "br", "gzip", "identity"
_PREFERRED = (BROTLI, GZIP, PLAIN)  # the smallest first, where several are wanted alike
_LEFT = 0.0001  # below the least weight that can be written, above refusal


def coding_wanted(accepted: Accept) -> str:
    """The coding that `Accept-Encoding` gives the highest weight (RFC 9110, 12.5.3).

    Unpacked is what is left where nothing is wanted, even to who refuses that as well: an error
    instead would help nobody.
    """
    return max(_PREFERRED, key=lambda coding: (_weight(accepted, coding), _rank(coding)))


def _weight(accepted: Accept, coding: str) -> float:
    given = accepted.quality(coding)
    return given or _LEFT if coding == PLAIN else given


def _rank(coding: str) -> int:
    return -_PREFERRED.index(coding)
