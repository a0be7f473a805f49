"""`python -m rarekg` is the command `rarekg`."""

from __future__ import annotations

from rarekg.cli import main

if __name__ == "__main__":
    main()
