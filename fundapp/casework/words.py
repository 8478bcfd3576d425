"""What the case page says in each programme's own words. Pure."""

from dataclasses import dataclass, field

from fundapp.kernel.labels import Text, _


@dataclass(frozen=True)
class Words:
    """Sentences of the case page that each programme says in its own words."""

    # What the union does with the money, as in "quyết định hỗ trợ", "mức hỗ trợ", "không hỗ trợ".
    gives: Text = field(default=_("hỗ trợ"))
    # Everything is paid: what the signer does next, and what everybody else reads.
    to_close: Text = field(default=_("Tiền đã chi. Khi việc hỗ trợ đã xong, kết thúc hồ sơ."))
    not_closed: Text = field(default=_("Tiền đã chi. Chờ kết thúc hồ sơ."))
    closing: Text = field(default=_("Phần tiền chưa chi được trả về quỹ. Ghi kết quả, hoặc vì sao không chi nữa."))
    # What to write down and what to photograph at a visit.
    seen: Text = field(default=_("Thực tế đã thấy; chỗ nào khác hồ sơ thì ghi rõ. Chuyện ốm đau nhờ cán bộ cơ sở ghi vào bản khai của hộ, nơi được niêm phong."))
    pictures: Text = field(default=_("Có thể chọn nhiều ảnh."))
