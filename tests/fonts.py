"""Sets of fonts for tests that judge layout, so that what they say does not depend on the machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

# Where Debian and Ubuntu keep fonts.
SHELF = Path("/usr/share/fonts")


@dataclass(frozen=True)
class FontSet:
    """Fonts of one Debian package, and what fontconfig is to take for the families that pages ask for."""

    package: str
    files: tuple[str, ...]  # patterns below SHELF; no more than the package brings, whatever lies beside it
    serif: str
    sans: str
    mono: str
    named: str = ""  # a family of the set that the theme names, and so takes before any other with serifs

    @property
    def headings(self) -> str:
        """The family in which the theme sets what has serifs."""
        return self.named or self.serif

    def paths(self) -> list[Path]:
        """The files of the set that are on this machine."""
        return [path for pattern in self.files for path in sorted(SHELF.glob(pattern))]


# Broad letters, those that most printers know, and those of Android and many desktops.
FONT_SETS = {
    "dejavu": FontSet(
        package="fonts-dejavu-core",
        files=(
            "truetype/dejavu/DejaVuSerif.ttf",
            "truetype/dejavu/DejaVuSerif-Bold.ttf",
            "truetype/dejavu/DejaVuSans.ttf",
            "truetype/dejavu/DejaVuSans-Bold.ttf",
            "truetype/dejavu/DejaVuSansMono.ttf",
            "truetype/dejavu/DejaVuSansMono-Bold.ttf",
        ),
        serif="DejaVu Serif",
        sans="DejaVu Sans",
        mono="DejaVu Sans Mono",
    ),
    "urw": FontSet(
        package="fonts-urw-base35",
        files=(
            "opentype/urw-base35/Nimbus*.otf",
            "opentype/urw-base35/P052-*.otf",
        ),
        serif="Nimbus Roman",
        sans="Nimbus Sans",
        mono="Nimbus Mono PS",
        named="P052",
    ),
    "noto": FontSet(
        package="fonts-noto-core",
        files=(
            "truetype/noto/NotoSerif-*.ttf",
            "truetype/noto/NotoSans-*.ttf",
            "truetype/noto/NotoNaskh*.ttf",
        ),
        serif="Noto Serif",
        sans="Noto Sans",
        mono="Noto Sans",  # the package has no letters of one width
    ),
}
ALIAS = """\
  <alias binding="same"><family>{asked}</family><prefer><family>{given}</family></prefer></alias>
"""
# Whatever other family is asked for, the letters without serifs stand in. Letters keep their widths, as on
# Debian and most systems: hinted in full each would be a whole number of pixels wide.
REST = """\
  <match>
    <edit name="family" mode="append_last"><string>{given}</string></edit>
    <edit name="hintstyle" mode="append"><const>hintslight</const></edit>
  </match>
"""


def write_font_config(fonts: FontSet, folder: Path) -> Path:
    """Write a fonts.conf into ``folder`` by which a program sees the fonts of one set and no other."""
    chosen = folder / "fonts"
    chosen.mkdir()
    for path in fonts.paths():
        (chosen / path.name).symlink_to(path)
    families = {
        "serif": fonts.serif,
        "sans": fonts.sans,
        "sans-serif": fonts.sans,
        "system-ui": fonts.sans,
        "monospace": fonts.mono,
        "ui-monospace": fonts.mono,
    }
    aliases = [ALIAS.format(asked=asked, given=given) for asked, given in families.items()]
    config = folder / "fonts.conf"
    config.write_text(
        "<fontconfig>\n"
        f"  <dir>{chosen}</dir>\n"
        f"  <cachedir>{folder / 'cache'}</cachedir>\n"
        f"{''.join(aliases)}"
        f"{REST.format(given=fonts.sans)}"
        "</fontconfig>\n",
        encoding="utf-8",
    )
    return config
