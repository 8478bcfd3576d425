"""The papers and photos of the demo world, drawn in code: forms that say what they are, houses nobody lives in."""

import io
import re
import textwrap
import time
from functools import cache
from random import Random

from fundapp.documents.papers import FONTS
from fundapp.kernel.names import fold

PAGE = (496, 702)
PHOTO = (400, 300)
# A fixed instant inside each PDF keeps equal papers equal byte for byte.
DRAWN = time.gmtime(0)


def file_name(title: str, ending: str) -> str:
    """Name a file as people do: the first words of the paper, without marks."""
    words = re.findall("[a-z0-9]+", fold(title))
    return f"{'-'.join(words[:5])}.{ending}"


@cache
def pdf(title: str, name: str, number: int) -> bytes:
    """Draw one page with a title, a name and a few lines as a small PDF."""
    out = io.BytesIO()
    _sheet(title, name, number).save(out, "PDF", resolution=60, creationDate=DRAWN, modDate=DRAWN)
    return out.getvalue()


@cache
def png(title: str, name: str, number: int) -> bytes:
    """Draw the same page as it would be photographed with a telephone."""
    out = io.BytesIO()
    _sheet(title, name, number).save(out, "PNG")
    return out.getvalue()


def house(number: int) -> bytes:
    """Draw a small old house as a JPEG; another number, another house."""
    from PIL import Image, ImageDraw

    dice = Random(number)
    picture = Image.new("RGB", PHOTO, (dice.randrange(150, 215), dice.randrange(190, 225), dice.randrange(215, 250)))
    pen = ImageDraw.Draw(picture)
    wide, high = PHOTO
    ground = high - dice.randrange(55, 90)
    pen.rectangle((0, ground, wide, high), fill=(dice.randrange(90, 140), dice.randrange(120, 150), 80))
    left, right = dice.randrange(50, 90), wide - dice.randrange(50, 90)
    top = ground - dice.randrange(80, 105)
    wall = (dice.randrange(150, 200), dice.randrange(130, 165), dice.randrange(95, 130))
    pen.rectangle((left, top, right, ground), fill=wall, outline=(80, 70, 60), width=2)
    pen.polygon(((left - 24, top), ((left + right) // 2, top - dice.randrange(45, 70)), (right + 24, top)), fill=(120 + dice.randrange(40), 75, 55))
    for _hole in range(dice.randrange(2, 6)):
        x, y = dice.randrange(left, right - 20), dice.randrange(top - 30, top - 4)
        pen.ellipse((x, y, x + dice.randrange(8, 26), y + dice.randrange(5, 14)), fill=(60, 45, 38))
    door = dice.randrange(left + 30, right - 70)
    pen.rectangle((door, ground - 74, door + 40, ground), fill=(84, 60, 44))
    for _crack in range(dice.randrange(3, 8)):
        x, y = dice.randrange(left + 5, right - 12), dice.randrange(top + 6, ground - 30)
        pen.line((x, y, x + dice.randrange(-9, 10), y + 14, x + dice.randrange(-9, 10), y + 30), fill=(70, 60, 52), width=2)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()


def _sheet(title: str, name: str, number: int) -> "Image.Image":  # type: ignore[name-defined]  # noqa: F821  (Pillow is imported where it is used)
    from PIL import ImageDraw

    page = _headed(title).copy()
    pen = ImageDraw.Draw(page)
    pen.multiline_text((54, 174), f"Họ và tên: {name}", font=_font(15), fill=30)
    pen.multiline_text((54, 204), f"Số: {number:04d} (giấy tờ mẫu, không có giá trị)", font=_font(13), fill=60)
    dice = Random(number)
    for row in range(14):
        pen.line((54, 256 + 26 * row, 54 + dice.randrange(240, 385), 256 + 26 * row), fill=150, width=2)
    return page


@cache
def _headed(title: str) -> "Image.Image":  # type: ignore[name-defined]  # noqa: F821
    """What all sheets with this title bear alike; setting text takes most of a sheet's time."""
    from PIL import Image, ImageDraw

    page = Image.new("L", PAGE, 250)
    pen = ImageDraw.Draw(page)
    pen.multiline_text((PAGE[0] // 2, 54), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", font=_font(15), fill=20, anchor="mm")
    heading = "\n".join(textwrap.wrap(title.upper(), 34))
    pen.multiline_text((PAGE[0] // 2, 118), heading, font=_font(15), fill=10, anchor="mm", align="center")
    pen.multiline_text((344, 640), "(đã ký)", font=_font(15), fill=30)
    return page


@cache
def _font(size: int) -> "ImageFont.FreeTypeFont":  # type: ignore[name-defined]  # noqa: F821
    from PIL import ImageFont

    return ImageFont.truetype(str(FONTS / "Tinos-Regular.ttf"), size)
