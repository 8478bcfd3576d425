"""Pictures are encoded anew, so that neither the place where they were taken nor anything hidden in them stays."""

import io
import warnings

from fundapp.documents.kinds import JPEG, FileRefused, Kind
from fundapp.kernel.labels import _

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 4_000


def encode_anew(content: bytes, kind: Kind, name: str) -> bytes:
    """Give the same picture upright, at most 4 000 pixels long, without EXIF, GPS, comments and profiles."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
            if picture.width * picture.height > MOST_PIXELS:
                raise FileRefused(_("Ảnh “%(name)s” quá lớn. Hãy giảm cỡ ảnh (tối đa 60 triệu điểm ảnh) rồi tải lại.", name=name))
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise FileRefused(_("Ảnh “%(name)s” bị hỏng, không mở được. Hãy chụp lại hoặc gửi lại ảnh gốc.", name=name)) from None
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    if kind is JPEG:
        _bare(upright.convert("RGB")).save(out, "JPEG", quality=88, optimize=True)
    else:
        _bare(upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")).save(out, "PNG")
    return out.getvalue()


def _bare(picture: "Image.Image") -> "Image.Image":  # type: ignore[name-defined]  # noqa: F821  (Pillow is imported where it is used)
    from PIL import Image

    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare
