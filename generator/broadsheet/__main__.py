"""``python -m broadsheet`` is the command ``broadsheet``."""

from broadsheet.cli import main

if __name__ == "__main__":
    main(prog_name="broadsheet")
